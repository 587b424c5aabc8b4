"""Devices behind one port: their services by HTTP, and their answers to a search by UDP."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Sequence
from datetime import timedelta
from types import TracebackType
from typing import Self, cast

from ingest.finding.xml.xml_element import XmlElement
from ingest.finding.xml.xml_reader import UnreadableXml, read_xml
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart
from simulators.onvif import answers
from simulators.onvif.door import Door
from simulators.onvif.http_message import MAX_HEAD_BYTES, HttpRequest, answer_head, read_request
from simulators.onvif.onvif_fault import OnvifFault
from simulators.onvif.simulated_device import SimulatedDevice
from simulators.rtsp_server import DigestAuth

IDLE_S = 30.0
"""A connection on which nothing is asked for so long is closed."""
SLOW_S = 60.0
_GARBAGE = b"\x00\xff<<<not xml at all\r\n" * 40
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{level + 1} "{f"&a{level};" * 10}">' for level in range(9))
    + "]><b>&a9;</b>"
).encode()
"""Ten thousand million letters, once expanded."""


class OnvifServer:
    """Serves devices; an async context manager.

    The services are at ``http://host:port/onvif/<key>/device_service``; whoever sends a Probe to
    the UDP port of the same number is answered once for each device. There is no multicast: a
    simulator must not speak to a town's network.

    Args:
        devices: Who is there; more may be added to ``devices`` at any time.
        clock: Wall clock of the machine.
        credentials: User name and password of all; none for open access.
        host: Address to listen on.
        port: TCP and UDP; 0 takes a free one.
    """

    def __init__(
        self,
        devices: Sequence[SimulatedDevice],
        clock: Clock,
        credentials: tuple[str, str] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.devices = {device.key: device for device in devices}
        self.host = host
        self.port = port
        self._clock = clock
        self._door: Door | None = None
        if credentials is not None:
            http = DigestAuth(*credentials, clock.monotonic_s, realm="ONVIF")
            self._door = Door(*credentials, http)
        self._server: asyncio.Server | None = None
        self._responder: asyncio.DatagramTransport | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def base(self) -> str:
        """Where the services are, without a path."""
        return f"http://{self.host}:{self.port}"

    def service(self, key: str) -> str:
        """Return the address of a device's service."""
        return f"{self.base}/onvif/{key}/device_service"

    async def __aenter__(self) -> Self:
        """Listen.

        Raises:
            MissingPart: the port cannot be had.
        """
        loop = asyncio.get_running_loop()
        try:
            self._server = await asyncio.start_server(
                self._on_connection, self.host, self.port, limit=MAX_HEAD_BYTES
            )
            self.port = int(self._server.sockets[0].getsockname()[1])
            self._responder, _ = await loop.create_datagram_endpoint(
                lambda: _Responder(self), local_addr=(self.host, self.port)
            )
        except OSError as error:
            if self._server is not None:
                self._server.close()
            raise MissingPart(
                Bilingual(f"ONVIF 端口 {self.port} 无法使用", f"port {self.port} cannot be used"),
                next_step=Bilingual("换一个端口 --onvif", "take another one by --onvif"),
            ) from error
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        if self._responder is not None:
            self._responder.close()
        if self._server is not None:
            self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    def matches(self, probe: XmlElement) -> list[bytes]:
        """Return the answers to a Probe, one datagram for each device."""
        message_id = probe.words("Header", "MessageID")
        return [
            _GARBAGE
            if device.fault is OnvifFault.GARBAGE
            else answers.probe_matches(
                self._answers(device).match(), message_id, f"urn:uuid:{uuid.uuid4()}"
            )
            for device in self.devices.values()
        ]

    def _answers(self, device: SimulatedDevice) -> answers.Answers:
        return answers.Answers(device, self.base, self._clock.now())

    def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(
            self._serve(reader, writer), name="onvif-connection"
        )
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, TimeoutError):
                while True:
                    async with asyncio.timeout(IDLE_S):
                        request = await read_request(reader)
                    if request is None or not await self._answer(request, writer):
                        return
        finally:
            writer.close()

    async def _answer(self, request: HttpRequest, writer: asyncio.StreamWriter) -> bool:
        """Answer; return whether the connection goes on."""
        parts = request.path.split("/")
        device = self.devices.get(parts[2]) if len(parts) == 4 and parts[1] == "onvif" else None
        if device is None or device.fault is OnvifFault.NOT_FOUND:
            writer.write(answer_head(404, 0))
            return True
        if device.fault is OnvifFault.SLOW:
            await asyncio.sleep(SLOW_S)
        if device.fault is OnvifFault.HUGE:
            await _endless(writer)
            return False
        if device.fault is OnvifFault.GARBAGE:
            writer.write(answer_head(200, len(_GARBAGE)) + _GARBAGE)
            return True
        if device.fault is OnvifFault.BOMB:
            writer.write(answer_head(200, len(_BOMB)) + _BOMB)
            return True
        status, body, extra = self._soap(device, request)
        writer.write(answer_head(status, len(body), *extra) + body)
        await writer.drain()
        return True

    def _soap(
        self, device: SimulatedDevice, request: HttpRequest
    ) -> tuple[int, bytes, tuple[str, ...]]:
        """Return status, body and further headers of an answer."""
        try:
            root = read_xml(request.body)
        except UnreadableXml:
            return 400, answers.fault("WellFormed", "not well-formed"), ()
        body = root.find("Body")
        if body is None or not body.children:
            return 400, answers.fault("WellFormed", "no body"), ()
        question = body.children[0]
        device.asked.append(question.local)
        if question.local not in answers.OPEN and self._door is not None:
            refusal = self._refusal(device, self._door, root, request)
            if refusal is not None:
                return refusal
        answer = self._answers(device).to(question)
        if answer is None:
            return 400, answers.fault("ActionNotSupported", "not supported"), ()
        return 200, answers.envelope(answer), ()

    def _refusal(
        self, device: SimulatedDevice, door: Door, root: XmlElement, request: HttpRequest
    ) -> tuple[int, bytes, tuple[str, ...]] | None:
        if device.http_digest:
            given = request.headers.get("authorization", "")
            if door.http.check(given, "POST") == "ok":
                return None
            device.refused += bool(given)
            asked = tuple(f"WWW-Authenticate: {text}" for text in door.http.challenges())
            return 401, b"", asked
        device_now = self._clock.now() + timedelta(seconds=device.clock_offset_s)
        if door.opens_to(root.find("Header"), device_now):
            return None
        device.refused += 1
        return 400, answers.fault("NotAuthorized", "sender not authorized"), ()


class _Responder(asyncio.DatagramProtocol):
    """Answers a search."""

    def __init__(self, server: OnvifServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not every version of asyncio makes its own of that class, which has but the methods.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        try:
            root = read_xml(data)
        except UnreadableXml:
            return
        if root.find("Body", "Probe") is None or self._transport is None:
            return
        for answer in self._server.matches(root):
            self._transport.sendto(answer, addr)


async def _endless(writer: asyncio.StreamWriter) -> None:
    """Send until the other side has had enough."""
    writer.write(answer_head(200, None) + b"<?xml version='1.0'?><a>")
    while not writer.is_closing():
        writer.write(b"<b>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</b>" * 1000)
        await writer.drain()
