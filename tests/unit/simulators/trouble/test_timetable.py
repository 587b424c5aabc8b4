from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.faults import Fault
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.trouble.fault_event import FaultEvent
from simulators.trouble.fault_maker import FaultMaker
from simulators.trouble.kinds import CLIP_KINDS, KINDS
from simulators.trouble.timetable import Timetable


def maker() -> FaultMaker:
    clip = PreparedClip.of([AccessUnit((b"\x65a",), True)], "h264", Fraction(10))
    return FaultMaker(Random(1), lambda: 0.0, dict.fromkeys(CLIP_KINDS, clip))


class Camera:
    def __init__(self) -> None:
        self.log: list[tuple[str, str | None]] = []

    def __call__(self, camera_id: str, fault: Fault | None) -> None:
        self.log.append((camera_id, None if fault is None else fault.name))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_made_and_bears_its_name(kind: str) -> None:
    assert maker().make(kind).name == kind


def test_kinds_whose_clip_is_missing_are_not_offered() -> None:
    bare = FaultMaker(Random(1), lambda: 0.0)
    assert set(KINDS) - set(bare.kinds) == set(CLIP_KINDS)
    assert set(maker().kinds) == set(KINDS)


def test_faults_begin_and_end_in_time() -> None:
    camera = Camera()
    events = [FaultEvent("a", "stall", 2, 3), FaultEvent("b", "reset", 1)]
    table = Timetable(events, maker(), camera)
    assert table.next_at_s() == 1
    table.advance(0.9)
    assert camera.log == []
    table.advance(2.5)
    assert camera.log == [("b", "reset"), ("a", "stall")]
    table.advance(5.0)
    assert camera.log[2:] == [("a", None)]
    assert table.next_at_s() is None


def test_the_end_of_a_fault_that_was_replaced_ends_nothing() -> None:
    camera = Camera()
    events = [FaultEvent("a", "stall", 0, 10), FaultEvent("a", "reset", 5, 10)]
    table = Timetable(events, maker(), camera)
    table.advance(20)
    assert camera.log == [("a", "stall"), ("a", "reset"), ("a", None)]


async def test_it_runs_by_itself_and_ends_with_its_last_step() -> None:
    camera = Camera()
    await Timetable([FaultEvent("a", "stall", 0, 0.01)], maker(), camera).run()
    assert camera.log == [("a", "stall"), ("a", None)]
