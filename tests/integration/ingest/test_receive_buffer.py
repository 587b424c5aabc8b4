"""A camera that drops what the network does not take at once, as real ones do."""

import select
import socket
import threading
import time
from dataclasses import replace
from random import Random

import pytest

from ingest.camera_source import CameraSource
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.supply import FrameSupply
from ingest.supply_settings import SupplySettings
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.scripted_camera import Script, ScriptedCamera
from tests.integration.ingest.waiting import until
from tests.unit.ingest.clips import clip
from tests.unit.ingest.packets import interleaved, rtp

SEGMENT_BYTES = 1_500
BITRATE_KBPS = 1_000
KEY_FRAME_BYTES = 60_000
PICTURES = 75
FPS = 15
KERNEL_DEFAULT_BYTES = 65_536
"""Linux doubles it to the 131,072 of net.ipv4.tcp_rmem."""
LIMIT_S = 10.0
"""A reader that takes nothing for so long fails the test."""
LAST = b"\x65\x88" + bytes(range(1, 100))
"""A key frame of one packet."""


class Dropper(threading.Thread):
    """Sends 1 Mbit/s in segments of 1,500 bytes and drops a packet that does not go out at once."""

    def __init__(self, connected: socket.socket) -> None:
        super().__init__(daemon=True)
        self.dropped = 0
        self.sent = 0
        self.where: list[int] = []
        self.sequence = 0
        self._socket = connected

    def run(self) -> None:
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # With little room on this side, what the receiver does not hold is lost.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32_768)
        delta_bytes = (BITRATE_KBPS * 125 * 2 - KEY_FRAME_BYTES) // (2 * FPS - 1)
        began_s = time.monotonic()
        for picture in range(PICTURES):
            key = picture % (2 * FPS) == 0
            left = KEY_FRAME_BYTES if key else delta_bytes
            kind, first = (5, True) if key else (1, True)
            while left > 0:
                size = min(left, SEGMENT_BYTES - 18)
                left -= size
                flags = (0x80 if first else 0) | (0x40 if left == 0 else 0)
                payload = bytes([0x7C, flags | kind]) + b"\x88" * size
                packet = rtp(self.sequence, picture * 6000, payload, marker=left == 0)
                self.sequence += 1
                first = False
                if self._send(interleaved(packet)):
                    self.sent += 1
                else:
                    self.dropped += 1
                    self.where.append(picture)
                time.sleep(0.0004)
            due_s = began_s + (picture + 1) / FPS
            time.sleep(max(0.0, due_s - time.monotonic()))

    def _send(self, framed: bytes) -> bool:
        """Send the packet whole or, where not a byte of it goes out at once, not at all.

        A packet begun is sent to its end: half of one would make the reader take what follows for
        its other half (RFC 2326, section 10.12), and a camera that does that is another test.
        """
        try:
            begun = self._socket.send(framed)
        except BlockingIOError:
            return False
        while begun < len(framed):
            select.select([], [self._socket], [], LIMIT_S)
            begun += self._socket.send(framed[begun:])
        return True


ATTEMPTS = 3
"""A machine busy with other things may keep the reader away for longer than any buffer holds; with
buffers that are too small every attempt fails."""
SLOW = SupplySettings(poll_period_s=2.0)


@pytest.mark.timeout(240)
async def test_nothing_is_lost_at_one_megabit_in_segments_of_1500_bytes() -> None:
    """Read as seldom as we ever read: all of it has to wait in the kernel for that long."""
    dropped_at: list[int] = []
    for _ in range(ATTEMPTS):
        dropped_at = await pictures_dropped(SLOW)
        if not dropped_at:
            return
    assert dropped_at == []


@pytest.mark.timeout(240)
async def test_with_the_kernels_default_buffer_the_same_stream_loses_pictures() -> None:
    """So that the test above is known to see a loss."""
    usual = RtspSettings(receive_buffer_bytes=KERNEL_DEFAULT_BYTES)
    assert await pictures_dropped(replace(SLOW, rtsp=usual))


async def pictures_dropped(settings: SupplySettings) -> list[int]:
    """Hold one camera for a while and return which pictures the kernel had no room for."""
    script = Script(clip(), unit_every_s=3600.0, wire=lambda number, data: b"")
    async with ScriptedCamera(script) as camera:
        supply = FrameSupply(SystemClock(), Random(1), settings=settings)
        supply.set_cameras([CameraSource("a", camera.url())])
        await supply.start()
        await until(lambda: camera.count("PLAY") == 1)
        (writer,) = camera._writers
        sender = Dropper(writer.get_extra_info("socket")._sock.dup())
        sender.start()
        await until(lambda: not sender.is_alive())
        frames = []

        def last_has_come() -> bool:
            frame = supply.latest("a")
            if frame is not None:
                frames.append(frame)
            return bool(frames) and frames[-1].data.endswith(LAST)

        # By the writer that waits until there is room, so that all before it has been read.
        last = rtp(sender.sequence, (PICTURES + 1) * 6000, LAST, marker=True)
        camera.send(interleaved(last))
        await until(last_has_come)
        lost = supply.health()["a"].lost_packets
        await supply.close()
    # What the sender could not send must be all that is missing.
    assert lost <= sender.dropped
    # In the first second TCP opens its window; with so small a send buffer it may drop there.
    return [picture for picture in sender.where if picture >= FPS]
