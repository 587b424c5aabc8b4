"""A client made by hand: it says what a test wants and shows what comes, byte by byte."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server."""

    status: int
    headers: dict[str, str]
    body: str


class RtspClient:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._cseq = 0
        self._session = ""

    @classmethod
    async def connect(
        cls, port: int, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> RtspClient:
        return cls(*await asyncio.open_connection(host, port, ssl=tls, limit=1 << 16))

    async def ask(self, method: str, url: str, **headers: str) -> Answer:
        await self.say(method, url, **headers)
        while True:
            first = await self.reader.readexactly(1)
            if first != b"$":
                break
            await self._rest_of_packet()
        head = (first + await self.reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines[1:] if line)
        assert fields["CSeq"] == str(self._cseq)
        if "Session" in fields:
            self._session = fields["Session"].split(";")[0]
        body = await self.reader.readexactly(int(fields.get("Content-Length", "0")))
        return Answer(int(lines[0].split()[1]), fields, body.decode())

    async def say(self, method: str, url: str, **headers: str) -> None:
        self._cseq += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self._cseq}"]
        if self._session:
            lines.append(f"Session: {self._session}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())

    async def play(self, url: str, transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1") -> None:
        for method, target, headers in (
            ("DESCRIBE", url, {}),
            ("SETUP", f"{url}/trackID=0", {"Transport": transport}),
            ("PLAY", url, {}),
        ):
            answer = await self.ask(method, target, **headers)
            assert answer.status == 200, (method, answer)

    async def packet(self) -> tuple[int, bytes]:
        """Return channel and bytes of the next interleaved packet."""
        assert await self.reader.readexactly(1) == b"$"
        return await self._rest_of_packet()

    async def payloads(self, count: int, channel: int = 0) -> list[bytes]:
        """Return the payloads of the next RTP packets on a channel."""
        found: list[bytes] = []
        while len(found) < count:
            at, data = await self.packet()
            if at == channel:
                found.append(data[12:])
        return found

    async def until_cut(self) -> None:
        """Read until the connection ends."""
        try:
            while await self.reader.read(1 << 16):
                pass
        except ConnectionError:
            pass

    def close(self) -> None:
        self.writer.close()

    async def _rest_of_packet(self) -> tuple[int, bytes]:
        head = await self.reader.readexactly(3)
        return head[0], await self.reader.readexactly(int.from_bytes(head[1:], "big"))
