"""A camera's stream at the end of a wire that a test can read."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.broadcast import Broadcast
from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.faults import Fault
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.prepared_clip import PreparedClip


class Wire:
    """An outlet that keeps what is sent."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.aborted = False
        self.frozen = False
        self.full = False
        self.tap: Callable[[bytes], None] | None = None

    def send(self, data: bytes | bytearray) -> bool:
        if self.full:
            return False
        if self.tap is not None:
            # What is sent need not be whole packets.
            self.tap(bytes(data))
            return True
        at = 0
        while at < len(data):
            end = at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")
            self.packets.append(bytes(data[at:end]))
            at = end
        return True

    @property
    def direct(self) -> Callable[[bytearray], int]:
        return self._direct

    def _direct(self, data: bytearray) -> int:
        if not self.send(data):
            raise BlockingIOError
        return len(data)

    def keep(self, data: bytearray, sent: int) -> None:
        raise AssertionError("all of it was sent")

    def freeze(self) -> None:
        self.frozen = True

    def close(self) -> None:
        pass

    def cut(self) -> None:
        self.aborted = True

    @property
    def rtp(self) -> list[tuple[int, int, bool, bytes]]:
        """Sequence, timestamp, marker and payload of the RTP packets."""
        return [
            (
                int.from_bytes(p[6:8], "big"),
                int.from_bytes(p[8:12], "big"),
                bool(p[5] & 0x80),
                p[16:],
            )
            for p in self.packets
            if p[1] % 2 == 0
        ]

    @property
    def reports(self) -> list[bytes]:
        return [p[4:] for p in self.packets if p[1] % 2 == 1]


def clip(frames: int = 6, group: int = 3, fps: int = 10) -> PreparedClip:
    units = []
    for i in range(frames):
        key = i % group == 0
        nals = (b"\x67s", b"\x68p", b"\x65" + bytes([i]) * 3000) if key else (b"\x41" + bytes([i]),)
        units.append(AccessUnit(nals, key))
    return PreparedClip.of(units, "h264", Fraction(fps))


def stream(fault: Fault | None = None, **changes: Any) -> CameraStream:
    camera = CameraStream("/cam/1", Broadcast(clip(), Random(1)), 0.0, 1_000_000.0, **changes)
    camera.fault = fault
    return camera


def watch(camera: CameraStream, channel: int = 0) -> tuple[PlaySession, Wire]:
    wire = Wire()
    session = PlaySession(wire, channel, camera.broadcast, loop=camera.loop, born_s=0.0)
    camera.attach(session)
    return session, wire


def play(camera: CameraStream, frames: int, first: int = 1) -> int:
    """Put frames on air, from a running index on; return the next index."""
    for index in range(first, first + frames):
        camera.on_air(index)
    return first + frames
