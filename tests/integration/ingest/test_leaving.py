"""A camera that is left reads TEARDOWN, however much it is sending: it may allow few sessions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from ingest.camera_source import CameraSource
from ingest.rtsp.access_unit_stream import AccessUnitStream
from sharp_eyes.clock import SystemClock
from simulators.rtsp_server.rtsp_connection import RtspConnection
from simulators.rtsp_server.rtsp_server import RtspServer
from tests.integration.ingest.test_faults import prepared
from tests.integration.ingest.test_session import session
from tests.integration.ingest.test_supply import QUICK, supplied

CAMERAS = 12
TIMES = 10
OTHER_MEDIA = b"$\x09\x00\x04none"
# Read so seldom that a good deal lies unread whenever a camera is left.
SELDOM = replace(QUICK, poll_period_s=1.0, silence_s=20.0, key_frame_timeout_s=20.0)


@pytest.fixture
def torn_down(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """The TEARDOWNs that the server has read, by the path asked for.

    It sends before it reads, as cameras do: what was asked on a connection that is reset by then,
    because it was closed with bytes unread, is never seen.
    """
    read: Counter[str] = Counter()
    answered, received = RtspConnection._teardown, RtspConnection.data_received

    def sending(self: RtspConnection, data: bytes) -> None:
        if self._playing and self._session is not None and self._transport is not None:
            self._session.outlet.send(OTHER_MEDIA)
            if self._transport.is_closing():
                return
        received(self, data)

    def noted(self: RtspConnection, request, cseq: str) -> None:  # type: ignore[no-untyped-def]
        read[request.url.rstrip("/").rpartition("/")[2]] += 1
        answered(self, request, cseq)

    monkeypatch.setattr(RtspConnection, "data_received", sending)
    monkeypatch.setattr(RtspConnection, "_teardown", noted)
    return read


async def test_all_cameras_left_together_read_it(torn_down: Counter[str]) -> None:
    clip = prepared(width=640, height=384)
    async with RtspServer(SystemClock(), auth=None, random=Random(7)) as server:
        streams = [server.add_camera(f"/{number}", clip) for number in range(CAMERAS)]
        sources = [
            CameraSource(str(number), f"rtsp://127.0.0.1:{server.port}/{number}")
            for number in range(CAMERAS)
        ]
        async with supplied(*sources, settings=SELDOM) as supply:
            seen = set()
            async for frame in supply:
                seen.add(frame.camera_id)
                if len(seen) == CAMERAS:
                    break
            # Something lies unread when they are left.
            for stream in streams:
                for reader in stream.sessions:
                    reader.outlet.send(OTHER_MEDIA)
        assert torn_down == {str(number): 1 for number in range(CAMERAS)}


async def test_a_camera_whose_stream_is_watched_live_reads_it_each_time(
    torn_down: Counter[str],
) -> None:
    clip = prepared(width=640, height=384)
    async with RtspServer(SystemClock(), auth=None, random=Random(7)) as server:
        server.add_camera("/live", clip)
        for _ in range(TIMES):
            opened = session(f"rtsp://127.0.0.1:{server.port}/live")
            async with AccessUnitStream(opened, SystemClock(), silence_s=20) as stream:
                await anext(stream)
        assert torn_down == {"live": TIMES}
