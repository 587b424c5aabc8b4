from __future__ import annotations

import itertools
from fractions import Fraction
from random import Random

import pytest

from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.fault import Drop, Fault, Reset, Stall
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.prepared_clip import PreparedClip


class Wire:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.aborted = False

    def write(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            end = at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")
            self.packets.append(bytes(data[at:end]))
            at = end

    def abort(self) -> None:
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


def stream(**changes: object) -> CameraStream:
    return CameraStream("/cam/1", clip(), 0.0, 1_000_000.0, **changes)  # type: ignore[arg-type]


def watch(camera: CameraStream, at_s: float = 0.0) -> tuple[PlaySession, Wire, float]:
    wire = Wire()
    session = PlaySession.fresh(wire, 0, Random(1))  # type: ignore[arg-type]
    due_s = camera.attach(session, at_s)
    return session, wire, due_s if due_s is not None else -1.0


def play(camera: CameraStream, due_s: float, frames: int) -> float:
    for _ in range(frames):
        again = camera.due(due_s)
        assert again is not None
        due_s = again
    return due_s


def test_sequence_and_time_go_on_over_the_end_of_the_clip() -> None:
    camera = stream()
    _, wire, due_s = watch(camera)
    play(camera, due_s, 30)
    sequences = [p[0] for p in wire.rtp]
    steps = {(b - a) & 0xFFFF for a, b in itertools.pairwise(sequences)}
    assert steps == {1}
    times = [p[1] for p in wire.rtp if p[2]]
    assert {(b - a) & 0xFFFFFFFF for a, b in itertools.pairwise(times)} == {9000}


@pytest.mark.parametrize("start_frame", [0, 1, 2, 4, 5])
def test_whatever_the_starting_point_a_session_begins_with_a_key_frame(start_frame: int) -> None:
    camera = stream(start_frame=start_frame)
    _, wire, due_s = watch(camera)
    play(camera, due_s, 8)
    assert wire.rtp[0][3][0] & 0x1F == 24


def test_two_cameras_of_one_clip_show_different_frames_at_the_same_time() -> None:
    first, second = stream(start_frame=0), stream(start_frame=3)
    assert first.clip is not second.clip or first.clip_frame(4) != second.clip_frame(4)
    assert first.clip_frame(4) == 4
    assert second.clip_frame(4) == 1


def test_a_clip_that_does_not_loop_repeats_its_last_group() -> None:
    camera = stream(loop=False)
    assert [camera.clip_frame(i) for i in range(12)] == [0, 1, 2, 3, 4, 5, 3, 4, 5, 3, 4, 5]


def test_the_sender_report_names_the_wall_clock_of_the_frame() -> None:
    camera = stream()
    session, wire, due_s = watch(camera)
    play(camera, due_s, 4)
    report = wire.reports[0]
    assert report[1] == 200
    seconds = int.from_bytes(report[8:12], "big") - 2_208_988_800
    fraction = int.from_bytes(report[12:16], "big") / 2**32
    timestamp = int.from_bytes(report[16:20], "big")
    index = ((timestamp - session.timestamp_base) & 0xFFFFFFFF) / 9000
    assert seconds + fraction == pytest.approx(1_000_000.0 + index / 10, abs=1e-4)
    assert camera.index_at_utc(seconds + fraction) == index


def test_a_blocked_reader_loses_frames_and_goes_on_with_a_key_frame() -> None:
    camera = stream()
    session, wire, due_s = watch(camera)
    due_s = play(camera, due_s, 4)
    before = wire.rtp[-1][0]
    count = len(wire.packets)
    session.blocked = True
    due_s = play(camera, due_s, 2)
    assert len(wire.packets) == count
    session.blocked = False
    play(camera, due_s, 4)
    after = wire.rtp[len([p for p in wire.packets[:count] if p[1] == 0])]
    assert after[3][0] & 0x1F == 24
    assert (after[0] - before) & 0xFFFF > 1, "the client cannot see that something is missing"
    assert session.dropped_frames > 0


def test_after_a_long_stop_of_the_process_no_burst_follows() -> None:
    camera = stream()
    _, wire, due_s = watch(camera)
    due_s = play(camera, due_s, 4)
    count = len(wire.packets)
    again = camera.due(due_s + 60.0)
    assert again is not None
    assert again > due_s + 59.0
    assert len(wire.packets) - count < 10


@pytest.mark.parametrize(
    ("fault", "packets", "aborted"),
    [(Stall(), 0, False), (Reset(), 0, True), (Drop(1.0, Random(1)), 0, False)],
)
def test_faults_keep_frames_from_the_client(fault: Fault, packets: int, aborted: bool) -> None:
    camera = stream(fault=fault)
    _, wire, due_s = watch(camera)
    play(camera, due_s, 5)
    assert len(wire.rtp) == packets
    assert wire.aborted == aborted


def test_a_stall_that_ends_is_followed_by_a_key_frame() -> None:
    camera = stream()
    _, wire, due_s = watch(camera)
    due_s = play(camera, due_s, 4)
    camera.fault = Stall()
    due_s = play(camera, due_s, 1)
    camera.fault = None
    count = len(wire.rtp)
    play(camera, due_s, 4)
    assert wire.rtp[count][3][0] & 0x1F == 24


def test_a_camera_without_watchers_leaves_the_wheel() -> None:
    camera = stream()
    session, _, due_s = watch(camera)
    camera.detach(session)
    assert camera.due(due_s) is None
