"""ffmpeg's RTP packets and session description behind a thin RTSP server.

ffmpeg itself cannot serve RTSP. It sends datagrams to us; we answer RTSP requests with its own
description and hand its packets on, each in an interleaved frame, not a byte of them changed.
"""

import asyncio
import contextlib
import socket
from pathlib import Path

from tests.integration.ingest.scripted_camera import Script, ScriptedCamera
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import Clip
from tests.unit.ingest.packets import interleaved


@contextlib.asynccontextmanager
async def ffmpeg_running(ffmpeg: Path, *arguments: str):
    process = await asyncio.create_subprocess_exec(
        str(ffmpeg), "-v", "error", "-nostdin", *arguments, stdin=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class FfmpegCamera(ScriptedCamera):
    """A camera whose packets and description are ffmpeg's."""

    def __init__(self, ffmpeg: Path, clip: Clip, file: Path, *options: str) -> None:
        super().__init__(Script(clip, path_control=None))
        self._ffmpeg = ffmpeg
        self._file = file
        self._options = options
        self._stack = contextlib.AsyncExitStack()
        self._report = b""
        self.packets: list[bytes] = []

    async def __aenter__(self) -> "FfmpegCamera":
        await super().__aenter__()
        port = await self._listen()
        description = self._file.with_suffix(".sdp")
        output = ["-f", "rtp", *self._options, "-sdp_file", str(description)]
        await self._stack.enter_async_context(
            ffmpeg_running(
                self._ffmpeg,
                *("-re", "-i", str(self._file), "-c", "copy"),
                *output,
                f"rtp://127.0.0.1:{port}",
            )
        )
        await until(lambda: self.packets)
        self._sdp = description.read_text()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
        await super().__aexit__()

    def sdp(self) -> str:
        return self._sdp

    async def _listen(self) -> int:
        """Take two ports in a row, for RTP and RTCP."""
        loop = asyncio.get_running_loop()
        while True:
            sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
            try:
                sockets[0].bind(("127.0.0.1", 0))
                port = sockets[0].getsockname()[1]
                sockets[1].bind(("127.0.0.1", port + 1))
            except OSError:
                for made in sockets:
                    made.close()
                continue
            for channel, made in enumerate(sockets):
                transport, _ = await loop.create_datagram_endpoint(
                    lambda channel=channel: _HandOn(self, channel), sock=made
                )
                self._stack.callback(transport.close)
            return port

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        """Packets come by themselves; ffmpeg's clock, told every five seconds, is told again."""
        await until(lambda: self._report)
        writer.write(interleaved(self._report, 1))

    def take(self, packet: bytes, channel: int) -> None:
        if channel == 0:
            self.packets.append(packet)
        else:
            self._report = packet
        self.send(interleaved(packet, channel))


class _HandOn(asyncio.DatagramProtocol):
    def __init__(self, camera: FfmpegCamera, channel: int) -> None:
        self._camera = camera
        self._channel = channel

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._camera.take(data, self._channel)
