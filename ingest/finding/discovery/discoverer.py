"""Asks the network for cameras and listens for a while (WS-Discovery over UDP)."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

import structlog

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.discovery.heard_device import HeardDevice
from ingest.finding.discovery.probe_match import ProbeMatch, read_matches
from ingest.finding.discovery.probe_message import MULTICAST_ADDRESS, PORT, probe_message
from ingest.finding.errors import AddressRefused
from ingest.finding.onvif.service_address import ServiceAddress
from ingest.finding.xml.xml_reader import UnreadableXml
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart
from sharp_eyes.finding.discovery_report import MAX_DEVICES
from sharp_eyes.finding.remark import Remark

_log = structlog.get_logger(__name__)

MAX_DATAGRAMS = 4096
MAX_DATAGRAM_BYTES = 65_507
"""The longest that UDP over IPv4 carries."""
MAX_DATAGRAMS_OF_ONE = 600
"""From one address: a simulated town answers once for each of its cameras."""
MULTICAST_HOPS = 4
REPEATS = 3
"""Times that the question is sent: datagrams get lost (SOAP over UDP, appendix I)."""
RECEIVE_BUFFER_BYTES = 1024 * 1024

Target = tuple[str, int]


@dataclass(slots=True)
class Heard:
    """What came back.

    Attributes:
        devices: Each once, in the order of their addresses.
        remarks: What was passed over, and why.
    """

    devices: list[HeardDevice] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


class Discoverer:
    """Sends the question and gathers the answers.

    An answer is believed only for the machine that it comes from: a device service on another host
    is refused, unless that host was named by whoever asks.

    Args:
        policy: Which answers may be followed.
        new_message_id: Makes the name of a question, ``urn:uuid:…``.
        others: Hosts that an answer from elsewhere may name.
        max_devices: Where to stop.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        new_message_id: Callable[[], str],
        others: Sequence[str] = (),
        max_devices: int = MAX_DEVICES,
    ) -> None:
        self._policy = policy
        self._new_message_id = new_message_id
        self._others = frozenset(others)
        self._max_devices = max_devices

    async def listen(
        self,
        listen_s: float,
        targets: Sequence[Target] = ((MULTICAST_ADDRESS, PORT),),
        interface: str | None = None,
    ) -> Heard:
        """Ask, and listen for so long.

        Args:
            listen_s: How long.
            targets: Whom to ask, address and port; by default all in this network.
            interface: IPv4 address of the network card to ask by; the system's choice without.

        Raises:
            BadInput: the interface is none of this machine's.
            MissingPart: this machine has no network to ask.
        """
        message_id = self._new_message_id()
        inbox = _Inbox()
        loop = asyncio.get_running_loop()
        opened = _open_socket(interface)
        transport, _ = await loop.create_datagram_endpoint(lambda: inbox, sock=opened)
        try:
            await self._ask(transport, probe_message(message_id), targets, listen_s, inbox)
        finally:
            transport.close()
        return self._heard(inbox, message_id)

    async def _ask(
        self,
        transport: asyncio.DatagramTransport,
        question: bytes,
        targets: Sequence[Target],
        listen_s: float,
        inbox: _Inbox,
    ) -> None:
        sent = 0
        for _ in range(REPEATS):
            for target in targets:
                transport.sendto(question, target)
                sent += 1
            try:
                async with asyncio.timeout(listen_s / REPEATS):
                    await inbox.full.wait()
                    return
            except TimeoutError:
                continue
        if inbox.failure is not None and not inbox.datagrams and len(targets) == 1:
            raise MissingPart(
                Bilingual(
                    f"无法在网络上查询：{inbox.failure.strerror or inbox.failure}",
                    f"the network cannot be asked: {inbox.failure.strerror or inbox.failure}",
                ),
                next_step=Bilingual(
                    "请用 --interface 指定网卡地址，或用 --host 直接给出设备地址",
                    "name a network card by --interface, or the devices by --host",
                ),
            )

    def _heard(self, inbox: _Inbox, message_id: str) -> Heard:
        heard = Heard()
        found: dict[tuple[str, str], HeardDevice] = {}
        unreadable: Counter[str] = Counter()
        for sender, datagram in inbox.datagrams:
            try:
                matches = read_matches(datagram, message_id)
            except UnreadableXml as error:
                unreadable[sender] += 1
                _log.debug("an answer cannot be read", sender=sender, reason=str(error))
                continue
            for match in matches:
                self._take(match, sender, found, heard.remarks)
        for sender, count in sorted(unreadable.items())[:20]:
            text = Bilingual(
                f"{sender} 的 {count} 个回答不是合法 XML，已忽略",
                f"{count} answer(s) from {sender} are no proper XML and were passed over",
            )
            heard.remarks.append(Remark.of("unreadable-answer", text))
        if inbox.full.is_set() or len(found) > self._max_devices:
            text = Bilingual(
                f"回答过多，只取前 {self._max_devices} 台；请分网段查找",
                f"more answered than {self._max_devices}; search one network at a time",
            )
            heard.remarks.append(Remark.of("too-many", text))
        devices = sorted(found.values(), key=_order)
        heard.devices = devices[: self._max_devices]
        return heard

    def _take(
        self,
        match: ProbeMatch,
        sender: str,
        found: dict[tuple[str, str], HeardDevice],
        remarks: list[Remark],
    ) -> None:
        key = (sender, match.endpoint or " ".join(match.addresses))
        if key in found:
            return
        try:
            self._policy.check(ip_address(sender), sender)
        except AddressRefused as error:
            _add(remarks, "answer-refused", error.message)
            return
        for address in match.addresses:
            try:
                service = ServiceAddress.parse(address)
            except BadInput:
                continue
            if service.host == sender or service.host in self._others:
                found[key] = HeardDevice(service, match.name, match.hardware)
                return
        elsewhere = ", ".join(match.addresses)[:120] or "-"
        text = Bilingual(
            f"{sender} 自称位于 {elsewhere}，与应答来源不符，未访问",
            f"{sender} says that it is at {elsewhere}, which is not where the answer came from: "
            "not followed",
        )
        _add(remarks, "address-elsewhere", text)


class _Inbox(asyncio.DatagramProtocol):
    """Keeps what comes, within limits; what is over them is dropped."""

    def __init__(self) -> None:
        self.datagrams: list[tuple[str, bytes]] = []
        self.full = asyncio.Event()
        self.failure: OSError | None = None
        self._of_one: Counter[str] = Counter()

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        sender = str(addr[0])
        self._of_one[sender] += 1
        if len(data) > MAX_DATAGRAM_BYTES or self._of_one[sender] > MAX_DATAGRAMS_OF_ONE:
            return
        self.datagrams.append((sender, data))
        if len(self.datagrams) >= MAX_DATAGRAMS:
            self.full.set()

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, OSError):
            self.failure = exc


def _open_socket(interface: str | None) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, MULTICAST_HOPS)
        if interface is not None:
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        made.bind((interface or "", 0))
    except OSError as error:
        made.close()
        raise BadInput(
            Bilingual(
                f"网卡地址 {interface} 无法使用：{error.strerror or error}",
                f"the interface {interface} cannot be used: {error.strerror or error}",
            ),
            next_step=Bilingual(
                "请填写本机网卡的 IPv4 地址", "give an IPv4 address of this machine"
            ),
        ) from error
    return made


def _add(remarks: list[Remark], code: str, text: Bilingual) -> None:
    made = Remark.of(code, text)
    if made not in remarks and len(remarks) < 20:
        remarks.append(made)


def _order(device: HeardDevice) -> tuple[int, int, int, str]:
    try:
        number = ip_address(device.service.host)
    except ValueError:
        return (9, 0, device.service.port, device.service.path)
    return (number.version, int(number), device.service.port, device.service.path)
