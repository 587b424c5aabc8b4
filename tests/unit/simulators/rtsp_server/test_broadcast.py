from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.broadcast import Broadcast
from simulators.rtsp_server.prepared_clip import PreparedClip
from tests.unit.simulators.rtsp_server.wire import clip


@pytest.mark.parametrize("loop", [True, False])
def test_sequence_numbers_follow_each_other_over_every_seam(loop: bool) -> None:
    cast = Broadcast(clip(6), Random(1))
    for position in range(40):
        packets = len(cast.clip.frames[cast.frame_number(position, loop)].offsets)
        here, there = (cast.sequence_at(p, loop) for p in (position, position + 1))
        assert (there - here) & 0xFFFF == packets


@pytest.mark.parametrize("loop", [True, False])
def test_ready_bytes_are_those_of_a_fresh_patch_in_whatever_order(loop: bool) -> None:
    cast = Broadcast(clip(6), Random(1))
    for position in [0, 1, 7, 1, 6, 12, 8, 12, 3]:
        frame = cast.clip.frames[cast.frame_number(position, loop)]
        fresh = frame.patched(
            0, cast.sequence_at(position, loop), cast.timestamp_at(position), cast.ssrc
        )
        assert cast.ready(position, loop) == fresh


def test_cameras_at_different_places_of_a_clip_have_a_frame_patched_once() -> None:
    class Counting(Broadcast):
        patched = 0

        def _patch(self, number: int, position: int, loop: bool) -> None:
            self.patched += 1
            super()._patch(number, position, loop)

    cast = Counting(clip(6), Random(1))
    for moment in range(60):
        for camera in range(6):
            cast.ready(moment + camera, True)
    assert cast.patched == 65


def test_what_was_sent_is_counted_over_repetitions() -> None:
    units = [AccessUnit((b"\x65" + bytes(9),), True), AccessUnit((b"\x41" + bytes(4),), False)]
    cast = Broadcast(PreparedClip.of(units, "h264", Fraction(10)), Random(1))
    assert cast.sent_before(5, True) == (5, 10 + 5 + 10 + 5 + 10)
