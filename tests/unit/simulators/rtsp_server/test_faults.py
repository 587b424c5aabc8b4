"""Each fault at the end of a wire."""

from __future__ import annotations

import itertools
from fractions import Fraction
from random import Random

import pytest

from sharp_eyes.errors import BadInput
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.basic_auth import BasicAuth
from simulators.rtsp_server.faults import (
    ClockJump,
    CodecChange,
    Corrupt,
    Drop,
    Fault,
    Flood,
    Garbage,
    HalfOpen,
    LongGop,
    NoKeyFrames,
    ReconnectStorm,
    ResolutionChange,
    Slow,
    Stall,
    Vanish,
    WrongPassword,
)
from simulators.rtsp_server.faults.clock_jump import JumpKind
from simulators.rtsp_server.prepared_clip import PreparedClip
from tests.unit.simulators.rtsp_server.wire import clip, play, stream, watch

KEY = 24  # STAP-A, which only key frames of the test clip begin with


def kinds(packets: list[tuple[int, int, bool, bytes]]) -> list[int]:
    return [payload[0] & 0x1F for _, _, _, payload in packets]


def other_clip(fps: int = 10) -> PreparedClip:
    units = [
        AccessUnit((b"\x67other", b"\x68p", b"\x65" + bytes(50)), True),
        AccessUnit((b"\x41other",), False),
    ]
    return PreparedClip.of(units, "h264", Fraction(fps))


@pytest.mark.parametrize(
    "fault",
    [Stall(), Drop(0.5, Random(1)), NoKeyFrames(), Flood(3), ResolutionChange(other_clip())],
)
def test_when_a_fault_ends_the_stream_goes_on_with_a_key_frame_and_no_gap_in_time(
    fault: Fault,
) -> None:
    camera = stream()
    _, wire = watch(camera)
    at = play(camera, 4)
    camera.fault = fault
    at = play(camera, 7, at)
    camera.fault = None
    count = len(wire.rtp)
    play(camera, 9, at)
    after = wire.rtp[count:]
    if not isinstance(fault, Drop):
        assert kinds(after)[0] == KEY
    steps = {(b[1] - a[1]) & 0xFFFFFFFF for a, b in itertools.pairwise(after) if a[2]}
    assert steps == {9000}
    assert {(b[0] - a[0]) & 0xFFFF for a, b in itertools.pairwise(after)} == {1}


def test_a_drop_leaves_gaps_in_the_sequence_and_nothing_else() -> None:
    camera = stream(Drop(0.5, Random(1)))
    _, wire = watch(camera)
    play(camera, 60)
    sequences = [packet[0] for packet in wire.rtp]
    steps = {(b - a) & 0xFFFF for a, b in itertools.pairwise(sequences)}
    assert 1 in steps
    assert max(steps) > 1


def test_corruption_changes_payloads_and_spares_headers() -> None:
    good, bad = stream(), stream(Corrupt(1.0, Random(1)))
    (_, clean), (_, dirty) = watch(good), watch(bad)
    play(good, 30)
    play(bad, 30)
    assert [p[:3] for p in clean.rtp] == [p[:3] for p in dirty.rtp]
    assert all(a[3] != b[3] for a, b in zip(clean.rtp, dirty.rtp, strict=True) if len(a[3]) > 8)


def test_garbage_stands_among_whole_packets() -> None:
    packets = [bytes([0x24, 0, 0, 2, n, n]) for n in range(200)]
    mixed = Garbage(0.5, Random(1)).apply(packets)
    assert mixed is not None
    assert [p for p in mixed if p in packets] == packets
    assert 230 < len(mixed) < 370
    assert all(1 <= len(p) <= 600 for p in mixed)


def test_a_slow_camera_sends_so_many_bytes_a_second_and_later_all_that_it_held() -> None:
    camera = stream()
    session, wire = watch(camera)
    at = play(camera, 4)
    got: list[bytes] = []
    wire.tap = got.append
    camera.fault = Slow(bytes_per_s=500.0, max_held_bytes=4000)
    at = play(camera, 100, at)
    assert 4000 < sum(map(len, got)) < 6000, "ten seconds at 500 bytes"
    assert len(session.backlog) <= 4000 + 3200
    assert session.dropped_frames > 0
    camera.fault = None
    play(camera, 6, at)
    wire.tap = None
    stitched = b"".join(got)
    position = 0
    while position < len(stitched):
        assert stitched[position] == 0x24, "the framing is whole again"
        position += 4 + int.from_bytes(stitched[position + 2 : position + 4], "big")
    assert position == len(stitched)


@pytest.mark.parametrize("times", [2, 20])
def test_a_flood_sends_so_many_frames_in_the_time_of_one(times: int) -> None:
    camera = stream(Flood(times))
    _, wire = watch(camera)
    play(camera, 30)
    frames = [packet for packet in wire.rtp if packet[2]]
    assert 30 * times - 3 * times <= len(frames) <= 30 * times
    ages = [(b[1] - a[1]) & 0xFFFFFFFF for a, b in itertools.pairwise(frames)]
    assert sum(ages) <= 30 * 9000
    assert all(age < 9000 for age in ages)


def test_who_has_vanished_sends_and_reads_nothing_until_it_comes_back_by_a_reset() -> None:
    camera = stream()
    session, wire = watch(camera)
    at = play(camera, 4)
    fault = Vanish()
    camera.fault = fault
    count = len(wire.packets)
    play(camera, 9, at)
    assert len(wire.packets) == count
    assert wire.frozen
    assert session.frozen
    assert not fault.answers
    assert not wire.aborted
    camera.fault = None
    assert wire.aborted


def test_half_open_answers_nobody_and_leaves_who_watches_alone() -> None:
    camera = stream()
    _, wire = watch(camera)
    at = play(camera, 4)
    count = len(wire.rtp)
    camera.fault = HalfOpen()
    play(camera, 6, at)
    assert len(wire.rtp) > count
    assert not camera.fault.answers


@pytest.mark.parametrize("cut", [True, False])
def test_another_password_is_wanted_at_once(cut: bool) -> None:
    camera = stream()
    _, wire = watch(camera)
    other = BasicAuth("camera", "other")
    camera.fault = WrongPassword(other, cut=cut)
    assert wire.aborted == cut
    assert camera.fault.checked_by(None) is other


def test_a_storm_cuts_all_cameras_at_the_same_moments() -> None:
    storm = ReconnectStorm(every_s=2.0)
    cut_at = []
    for _ in range(3):
        camera = stream(storm)
        _, wire = watch(camera)
        index = 1
        while not wire.aborted:
            index = play(camera, 1, index)
        cut_at.append(index)
    assert cut_at == [21, 21, 21]


@pytest.mark.parametrize(
    ("kind", "wrong_s"), [("ahead", 6 * 3600.0), ("local", 8 * 3600.0), ("1970", -1_000_000.4)]
)
def test_a_clock_that_jumps_is_reported_at_once_and_the_pictures_go_on(
    kind: JumpKind, wrong_s: float
) -> None:
    camera = stream()
    session, wire = watch(camera)
    at = play(camera, 4)
    assert len(wire.reports) == 1
    camera.fault = ClockJump(kind)
    play(camera, 1, at)
    seconds = int.from_bytes(wire.reports[1][8:12], "big") - 2_208_988_800
    seconds += int.from_bytes(wire.reports[1][12:16], "big") / 2**32
    stamp = int.from_bytes(wire.reports[1][16:20], "big")
    right = 1_000_000 + ((stamp - session.broadcast.timestamp_base) & 0xFFFFFFFF) / 90_000
    assert seconds - right == pytest.approx(wrong_s, abs=0.2)


@pytest.mark.parametrize("kind", [ResolutionChange, LongGop])
def test_another_clip_takes_over_with_its_key_frame_in_the_same_numbering(
    kind: type[ResolutionChange] | type[LongGop],
) -> None:
    camera = stream()
    _, wire = watch(camera)
    at = play(camera, 4)
    before = wire.rtp[-1]
    camera.fault = kind(other_clip())
    count = len(wire.rtp)
    play(camera, 4, at)
    after = wire.rtp[count:]
    assert after[0][3][3:].startswith(b"\x67other")
    assert (after[0][0] - before[0]) & 0xFFFF == 1
    assert (after[0][1] - before[1]) & 0xFFFFFFFF == 9000
    assert camera.clip is camera.fault.other


def test_a_clip_of_another_rate_is_refused_and_the_camera_goes_on() -> None:
    camera = stream()
    _, wire = watch(camera)
    with pytest.raises(BadInput):
        camera.fault = ResolutionChange(other_clip(fps=25))
    play(camera, 6)
    assert wire.rtp
    assert camera.fault is None


def test_after_a_codec_change_old_sessions_are_cut_and_new_ones_are_not() -> None:
    camera = stream()
    _, old = watch(camera)
    at = play(camera, 4)
    camera.fault = CodecChange(other_clip(), grace_s=0.5)
    _, new = watch(camera)
    at = play(camera, 4, at)
    assert b"other" in old.rtp[-1][3]
    assert not old.aborted
    play(camera, 4, at)
    assert old.aborted
    assert not new.aborted
    camera.fault = None
    assert new.aborted


def test_without_key_frames_a_session_begins_with_any_frame() -> None:
    camera = stream(NoKeyFrames())
    _, wire = watch(camera)
    play(camera, 12)
    assert wire.rtp
    assert set(kinds(wire.rtp)) == {1}


def test_one_fault_replaces_another_without_breaking_the_framing() -> None:
    camera = stream()
    _, wire = watch(camera)
    at = play(camera, 4)
    got: list[bytes] = []
    wire.tap = got.append
    for fault in (Slow(100.0), Drop(0.3, Random(1)), Slow(100.0), Stall(), None):
        camera.fault = fault
        at = play(camera, 5, at)
    stitched = b"".join(got)
    position = 0
    while position < len(stitched):
        assert stitched[position] == 0x24
        position += 4 + int.from_bytes(stitched[position + 2 : position + 4], "big")


def test_the_clip_of_the_tests_has_the_shape_they_rely_on() -> None:
    assert [frame.key for frame in clip().frames] == [True, False, False] * 2
