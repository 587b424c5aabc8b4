from __future__ import annotations

import itertools
from fractions import Fraction
from random import Random

import pytest

from simulators.rtsp_server.faults import Drop, Fault, Reset, Stall
from simulators.rtsp_server.turntable import Turntable
from tests.unit.simulators.rtsp_server.wire import play, stream, watch


def test_sequence_and_time_go_on_over_the_end_of_the_clip() -> None:
    camera = stream()
    _, wire = watch(camera)
    play(camera, 30)
    sequences = [p[0] for p in wire.rtp]
    steps = {(b - a) & 0xFFFF for a, b in itertools.pairwise(sequences)}
    assert steps == {1}
    times = [p[1] for p in wire.rtp if p[2]]
    assert {(b - a) & 0xFFFFFFFF for a, b in itertools.pairwise(times)} == {9000}


@pytest.mark.parametrize("start_frame", [0, 1, 2, 4, 5])
def test_whatever_the_starting_point_a_session_begins_with_a_key_frame(start_frame: int) -> None:
    camera = stream(start_frame=start_frame)
    _, wire = watch(camera)
    play(camera, 8)
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
    session, wire = watch(camera)
    play(camera, 4)
    report = wire.reports[0]
    assert report[1] == 200
    seconds = int.from_bytes(report[8:12], "big") - 2_208_988_800
    fraction = int.from_bytes(report[12:16], "big") / 2**32
    timestamp = int.from_bytes(report[16:20], "big")
    index = ((timestamp - session.broadcast.timestamp_base) & 0xFFFFFFFF) / 9000
    assert seconds + fraction == pytest.approx(1_000_000.0 + index / 10, abs=1e-4)


def test_a_blocked_reader_loses_frames_and_goes_on_with_a_key_frame() -> None:
    camera = stream()
    session, wire = watch(camera)
    at = play(camera, 4)
    before = wire.rtp[-1][0]
    count = len(wire.packets)
    session.blocked = True
    at = play(camera, 2, at)
    assert len(wire.packets) == count
    session.blocked = False
    play(camera, 4, at)
    after = wire.rtp[len([p for p in wire.packets[:count] if p[1] == 0])]
    assert after[3][0] & 0x1F == 24
    assert (after[0] - before) & 0xFFFF > 1, "the client cannot see that something is missing"
    assert session.dropped_frames > 0


def test_after_a_long_stop_of_the_process_no_burst_follows() -> None:
    camera = stream()
    _, wire = watch(camera)
    table = Turntable(Fraction(10))
    table.put(camera, 0.0)
    for tick in range(10):
        table.turn(tick / 10 + 0.01)
    count = len(wire.rtp)
    assert count
    table.turn(60.0)
    assert len(wire.rtp) - count < 10
    assert 60.0 < table.next_due_s() < 60.2
    table.turn(60.5)
    assert wire.rtp[count][3][0] & 0x1F == 24, "it goes on with a key frame"


@pytest.mark.parametrize(
    ("fault", "packets", "aborted"),
    [(Stall(), 0, False), (Reset(), 0, True), (Drop(1.0, Random(1)), 0, False)],
)
def test_faults_keep_frames_from_the_client(fault: Fault, packets: int, aborted: bool) -> None:
    camera = stream(fault=fault)
    _, wire = watch(camera)
    play(camera, 5)
    assert len(wire.rtp) == packets
    assert wire.aborted == aborted


def test_a_stall_that_ends_is_followed_by_a_key_frame() -> None:
    camera = stream()
    _, wire = watch(camera)
    at = play(camera, 4)
    camera.fault = Stall()
    at = play(camera, 1, at)
    camera.fault = None
    count = len(wire.rtp)
    play(camera, 4, at)
    assert wire.rtp[count][3][0] & 0x1F == 24


def test_a_camera_without_watchers_leaves_the_turntable() -> None:
    camera = stream()
    session, _ = watch(camera)
    table = Turntable(Fraction(10))
    table.put(camera, 0.0)
    table.turn(0.5)
    camera.detach(session)
    table.turn(0.7)
    assert len(table) == 0
    assert not camera.on_table
