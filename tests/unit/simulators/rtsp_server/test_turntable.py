from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest

from simulators.rtsp_server.turntable import Turntable


class Camera:
    def __init__(self, name: str, offset_s: float) -> None:
        self.name = name
        self.offset_s = offset_s
        self.log: list[tuple[str, int]] = []
        self.watched = True
        self.off = self.stopped = 0

    def on_air(self, revolution: int) -> bool:
        self.log.append((self.name, revolution))
        return self.watched

    def interrupted(self) -> None:
        self.stopped += 1

    def taken_off(self) -> None:
        self.off += 1


def cameras(count: int, log: list[tuple[str, int]]) -> list[Camera]:
    made = [Camera(str(n), n / count / 10) for n in range(count)]
    for camera in made:
        camera.log = log
    return made


@pytest.mark.parametrize("order", [1, -1])
def test_each_camera_is_served_once_a_period_in_the_order_of_its_phase(order: int) -> None:
    log: list[tuple[str, int]] = []
    table = Turntable(Fraction(10))
    for camera in cameras(5, log)[::order]:
        table.put(camera, 0.0)
    for step in range(1, 201):
        table.turn(step * 0.01 - 0.001)
    names = [name for name, _ in log]
    assert names[:10] == ["0", "1", "2", "3", "4"] * 2
    assert len(log) == 100
    assert len(set(log)) == 100


def test_a_frame_leaves_at_its_own_time_and_not_with_the_others() -> None:
    log: list[tuple[str, int]] = []
    table = Turntable(Fraction(10))
    for camera in cameras(25, log):
        table.put(camera, 0.0)
    sizes = []
    for step in range(1, 501):
        before = len(log)
        table.turn(step * 0.004 + 1e-6)
        sizes.append(len(log) - before)
    assert max(sizes) <= 2
    assert sum(sizes) == len(log)


def test_one_that_comes_later_waits_for_its_turn_and_disturbs_nobody() -> None:
    log: list[tuple[str, int]] = []
    table = Turntable(Fraction(10))
    first, second, third = cameras(3, log)
    table.put(first, 0.0)
    table.put(third, 0.0)
    table.turn(0.05)
    table.put(second, 0.05)
    for step in range(6, 40):
        table.turn(step * 0.01)
    for name in "012":
        revolutions = [r for n, r in log if n == name]
        assert revolutions == list(range(revolutions[0], revolutions[0] + len(revolutions)))


def test_who_is_not_wanted_leaves_and_the_rest_goes_on() -> None:
    log: list[tuple[str, int]] = []
    table = Turntable(Fraction(10))
    three = cameras(3, log)
    for camera in three:
        table.put(camera, 0.0)
    three[1].watched = False
    table.turn(0.45)
    assert [name for name, _ in log].count("1") == 1
    assert [name for name, _ in log].count("2") == 4
    assert three[1].off == 1
    assert len(table) == 2


def test_an_empty_table_begins_anew() -> None:
    table = Turntable(Fraction(10))
    camera = Camera("a", 0.03)
    camera.watched = False
    table.put(camera, 0.0)
    table.turn(0.2)
    assert len(table) == 0
    with pytest.raises(IndexError):
        table.next_due_s()
    camera.watched = True
    table.put(camera, 5.0)
    assert table.next_due_s() == pytest.approx(5.03)


def test_one_that_fails_holds_up_nobody() -> None:
    class Broken(Camera):
        def on_air(self, revolution: int) -> bool:
            raise RuntimeError("broken")

    log: list[tuple[str, int]] = []
    table = Turntable(Fraction(10))
    first, _, third = cameras(3, log)
    for camera in (first, Broken("broken", 0.04), third):
        table.put(camera, 0.0)
    for step in range(1, 40):
        with contextlib.suppress(RuntimeError):
            table.turn(step * 0.01)
    assert len(log) == len(set(log))
    assert {name for name, _ in log} == {"0", "2"}
