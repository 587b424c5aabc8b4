"""A simulated town on a test clock: cameras, threads, and what the schedule does with them."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.promise import Promise
from sharp_eyes.clock import ManualClock


@dataclass
class Begun:
    """One look as it began."""

    at_s: float
    frame_captured_s: float
    frame_came_s: float
    first_came_s: float
    factor: float


@dataclass
class Town:
    """Runs a schedule: frames come as told, looks take what they cost.

    Attributes:
        promises: What is promised.
        arrivals: Camera → (arrival, capture) of its frames in order.
        cost_s: What a look takes, by camera and time.
        kind_cost_s: What a look of a kind takes instead, where looks share frames.
        places: Looks at one time.
        budget_cores: For the schedule.
    """

    promises: list[Promise]
    arrivals: dict[str, Iterator[tuple[float, float]]]
    cost_s: Callable[[str, float], float]
    places: int = 1
    budget_cores: float = 1.0
    clock: ManualClock = field(default_factory=ManualClock)
    begun: dict[Look, list[Begun]] = field(default_factory=lambda: defaultdict(list))
    factors: list[tuple[float, float]] = field(default_factory=list)
    done_s: dict[Look, list[float]] = field(default_factory=lambda: defaultdict(list))
    on_tick: Callable[[LookSchedule, float], None] | None = None
    kind_cost_s: Mapping[LookKind, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the schedule."""
        self.schedule = LookSchedule(self.clock, budget_cores=self.budget_cores, places=self.places)
        self.schedule.set_promises(self.promises)

    def run(self, seconds: float) -> LookSchedule:
        """Let time pass."""
        schedule, clock = self.schedule, self.clock
        newest: dict[str, tuple[float, float]] = {}
        unseen: dict[Look, float] = {}
        by_camera: dict[str, list[Look]] = defaultdict(list)
        for promise in self.promises:
            by_camera[promise.look.camera_id].append(promise.look)
        # (time, what, number, camera): 0 a look ends, 1 a frame comes, 2 nothing but time.
        events: list[tuple[float, int, int, object]] = []
        for camera, frames in self.arrivals.items():
            came, captured = next(frames)
            heapq.heappush(events, (came, 1, hash(camera) & 0xFFFF, (camera, captured)))
        under_way, number = 0, 0
        while events and events[0][0] < seconds:
            at_s, what, _number, about = heapq.heappop(events)
            clock.advance(max(0.0, at_s - clock.monotonic_s()))
            now_s = clock.monotonic_s()
            if what == 0:
                under_way -= 1
                for position, (look, cost_s) in enumerate(about):  # type: ignore[arg-type]
                    self.done_s[look].append(now_s)
                    schedule.done(look, cost_s, held_s=0.0 if position else None)
            elif what == 1:
                camera, captured = about  # type: ignore[misc]
                newest[camera] = (now_s, captured)
                for look in by_camera[camera]:
                    unseen.setdefault(look, now_s)
                schedule.frame_came(camera)
                came, captured = next(self.arrivals[camera])
                number += 1
                heapq.heappush(events, (max(came, now_s), 1, number, (camera, captured)))
            if self.on_tick is not None:
                self.on_tick(schedule, now_s)
            while under_way < self.places and (look := schedule.take()) is not None:
                camera = look.camera_id
                came, captured = newest[camera]
                turn = []
                for one in (look, *schedule.along(look)):
                    self.begun[one].append(
                        Begun(now_s, captured, came, unseen.pop(one), schedule.factor)
                    )
                    cost_s = self.kind_cost_s.get(one.kind) or self.cost_s(camera, now_s)
                    turn.append((one, cost_s))
                under_way += 1
                number += 1
                whole_s = sum(cost_s for _one, cost_s in turn)
                heapq.heappush(events, (now_s + whole_s, 0, number, turn))
            if not self.factors or self.factors[-1][1] != schedule.factor:
                self.factors.append((now_s, schedule.factor))
            wait_s = schedule.wait_s() if under_way < self.places else None
            if wait_s is not None and (not events or events[0][0] > now_s + wait_s):
                number += 1
                heapq.heappush(events, (now_s + max(wait_s, 1e-6), 2, number, None))
        return schedule

    def gaps_s(self, look: Look, after_s: float = 0.0) -> list[float]:
        """Times between the looks of one promise."""
        times = [one.at_s for one in self.begun[look] if one.at_s >= after_s]
        return [later - earlier for earlier, later in pairwise(times)]


def key_frames(
    every_s: float,
    *,
    phase_s: float = 0.0,
    jitter_s: Callable[[], float] = lambda: 0.0,
    poll_s: float = 0.0,
    poll_phase_s: float = 0.0,
) -> Iterator[tuple[float, float]]:
    """A camera's key frames: taken every so often, seen when its socket is read next."""
    number = 0
    while True:
        captured_s = phase_s + number * every_s
        came_s = captured_s + jitter_s()
        if poll_s:
            polls = (came_s - poll_phase_s) // poll_s + 1
            came_s = poll_phase_s + polls * poll_s
        yield came_s, captured_s
        number += 1
