"""What our simulated cameras really send, recorded once in a run, the same in every run."""

import asyncio
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random

from ingest.codec import Codec
from sharp_eyes.clock import SystemClock
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.unit.ingest.clips import Clip, clip

PICTURES = 8
SENDER_REPORT = 200
"""Packet type (RFC 3550, section 6.4.1); its time stands in bytes 8 to 15."""
# What is another one each time, as it shall be.
NTP_TIME = bytes.fromhex("ee08b4c080000000")
PORT = b"48554"
SESSION = b"0123456789abcdef"
NAMES = {Codec.H264: "h264", Codec.H265: "hevc"}


def source(codec: Codec) -> Clip:
    """Small pictures, so that many fit into one example."""
    return clip(codec, 64, 48, frames=6, gop=3, slices=1)


@dataclass(frozen=True)
class Recording:
    """Bytes of one connection.

    Attributes:
        answers: To OPTIONS, DESCRIBE, SETUP and PLAY.
        stream: What followed: RTP and sender reports, interleaved.
    """

    answers: bytes
    stream: bytes


@cache
def recording(codec: Codec) -> Recording:
    return asyncio.run(_record(codec))


async def _record(codec: Codec) -> Recording:
    small = source(codec)
    units = [AccessUnit(unit, small.is_key(unit)) for unit in small.units]
    prepared = PreparedClip.of(units, NAMES[codec], Fraction(60))
    async with RtspServer(SystemClock(), auth=None, random=Random(1)) as server:
        server.add_camera("/cam", prepared)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        base = f"rtsp://127.0.0.1:{server.port}/cam"
        answers, session = b"", ""
        for number, (method, path, headers) in enumerate(
            (
                ("OPTIONS", "", ""),
                ("DESCRIBE", "", "Accept: application/sdp\r\n"),
                ("SETUP", "/trackID=0", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"),
                ("PLAY", "", "Session: {}\r\n"),
            )
        ):
            text = f"{method} {base}{path} RTSP/1.0\r\nCSeq: {number + 1}\r\n{headers}\r\n"
            writer.write(text.format(session).encode())
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 40)
            answers += head
            for line in head.decode().split("\r\n"):
                name, _, value = line.partition(": ")
                if name == "Content-Length":
                    answers += await asyncio.wait_for(reader.readexactly(int(value)), 40)
                elif name == "Session":
                    session = value.partition(";")[0]
        stream, pictures = b"", 0
        while pictures < PICTURES:
            head = await asyncio.wait_for(reader.readexactly(4), 40)
            body = await reader.readexactly(int.from_bytes(head[2:], "big"))
            if head[1] == 1 and body[1] == SENDER_REPORT:
                body = body[:8] + NTP_TIME + body[16:]
            stream += head + body
            pictures += head[1] == 0 and body[1] >> 7
        writer.close()
    for ours, fixed in ((str(server.port), PORT), (session, SESSION)):
        answers = answers.replace(ours.encode(), fixed)
    return Recording(answers, stream)
