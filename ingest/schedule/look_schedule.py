"""Chooses the next look: the one whose promise would be broken first."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from ingest.schedule.cost_book import CostBook
from ingest.schedule.cpu_budget import CpuBudget
from ingest.schedule.demand import Demand
from ingest.schedule.entry import SILENT_AFTER_S, CameraEntry, PromiseEntry
from ingest.schedule.extra_looks import share_out
from ingest.schedule.fetch import Fetch
from ingest.schedule.figures import ScheduleFigures
from ingest.schedule.look import Look
from ingest.schedule.look_tally import LookTally
from ingest.schedule.pace import Pace
from ingest.schedule.phases import first_look_s, phase_s
from ingest.schedule.promise import Promise
from ingest.schedule.stretch import Stretch
from sharp_eyes.clock import Clock

PLAN_EVERY_S = 0.5
PLAN_S_PER_PROMISE = 0.001
"""How often factor and extra looks are worked out anew, and the least time for each promise: a plan
takes some 20 us of each, so that it is 2 % of a core at the most."""

CALM_PLAN_EVERY_S = 2.0
CALM_LOAD = 0.6
"""Below this load so seldom: whatever comes together is done within the time that is left."""

GAP_WEIGHT = 0.25
"""Share of the newest interval in the running mean between key frames."""

LONGEST_GAP_S = 60.0

SPREAD_FROM_S = 30.0
"""From this interval on looks are spread over it, whenever a town's cameras came: shorter ones lie
as their cameras came, and share frames instead."""

EXTRA_BUDGET_SHARE = 0.5
"""Looks beyond the promise leave this share of the budget's bucket to the promised ones."""


class LookSchedule:
    """Keeps for each camera and detector when the next look is due.

    Nothing here waits or runs: the owner says when a frame came, asks what to do, and says what it
    cost. A look is due an interval, times the factor, after the one before; of those that are due
    and have a frame nobody looked at yet, the one with the earliest deadline is next. No look
    begins beyond the budget. Equals are settled by camera and detector, so that the same story
    gives the same looks. All calls are quick whatever the number of cameras (heaps, nothing is
    searched), but for ``set_promises`` and the plan every half second.

    Args:
        clock: Its monotonic reading.
        budget_cores: Processor seconds a second that looks may take.
        places: Looks under way at one time.
    """

    def __init__(self, clock: Clock, *, budget_cores: float = 1.0, places: int = 1) -> None:
        self._clock = clock
        now_s = clock.monotonic_s()
        self._budget = CpuBudget(budget_cores, now_s)
        self._stretch = Stretch(budget_cores, places)
        self._pace = Pace()
        # When the pace was last stretched: looks that waited for a key frame then were allowed to.
        self._strict_s = now_s
        self._load = 0.0
        self._plan_at_s = now_s
        self._entries: dict[Look, PromiseEntry] = {}
        self._cameras: dict[str, CameraEntry] = {}
        self._fetched: frozenset[str] = frozenset()
        self._fetches: dict[str, Fetch] = {}
        # (deadline or time or less activity, order, ticket, entry): a ticket that the entry does
        # not hold any more is passed over.
        self._ready: list[tuple[float, int, int, PromiseEntry]] = []
        self._extra: list[tuple[float, int, int, PromiseEntry]] = []
        self._timers: list[tuple[float, int, int, PromiseEntry]] = []
        self._tickets = 0
        self._phases = 0
        self._running: dict[Look, tuple[PromiseEntry, float, float]] = {}
        self._costs = CostBook()
        self._tally = LookTally()

    # What is promised

    def set_promises(self, promises: Iterable[Promise]) -> None:
        """Replace all promises; one that stays as it is keeps its place in time.

        A new one is due at once.
        """
        now_s = self._clock.monotonic_s()
        wanted = {promise.look: promise for promise in promises}
        entries: dict[Look, PromiseEntry] = {}
        cameras: dict[str, CameraEntry] = {}
        for order, look in enumerate(sorted(wanted)):
            camera = cameras.get(look.camera_id)
            if camera is None:
                camera = self._camera(look.camera_id)
                camera.entries = []
                camera.fetched = look.camera_id in self._fetched
                cameras[look.camera_id] = camera
            known = self._entries.get(look)
            if known is None or known.promise != wanted[look]:
                known = self._new(wanted[look], camera, known, now_s)
            known.order = order
            entries[look] = known
            camera.entries.append(known)
        self._entries, self._cameras = entries, cameras
        for camera in cameras.values():
            camera.parked = [entry for entry in camera.parked if entry in camera.entries]
        self._fetches = {one: fetch for one, fetch in self._fetches.items() if one in cameras}
        self._place_all(now_s)
        self._plan(now_s)

    def _camera(self, camera_id: str) -> CameraEntry:
        known = self._cameras.get(camera_id)
        if known is None:
            # One that went and came back while it was looked at is still busy.
            for entry, _taken_s, _guessed_s in self._running.values():
                if entry.camera.camera_id == camera_id:
                    return entry.camera
        return known or CameraEntry(camera_id)

    def _new(
        self, promise: Promise, camera: CameraEntry, known: PromiseEntry | None, now_s: float
    ) -> PromiseEntry:
        due_s = now_s
        entry = PromiseEntry(promise, camera, 0, now_s, now_s, now_s, frames_left=promise.frames)
        if camera.fetched or promise.interval_s >= SPREAD_FROM_S:
            if camera.phase is None:
                camera.phase = self._phases
                self._phases += 1
            entry.spread = True
            entry.phase_s = now_s + phase_s(camera.phase, promise.interval_s)
            if camera.fetched:
                due_s = now_s + first_look_s(camera.phase, promise.interval_s)
        entry.base_s = due_s - self._pace.step * promise.interval_s
        if known is not None and known.fresh:
            entry.fresh, entry.fresh_s = True, now_s
        return entry

    def set_fetched(self, camera_ids: Collection[str]) -> None:
        """Set which cameras are not held open; ``fetches`` tells when their frames are wanted."""
        self._fetched = frozenset(camera_ids)
        changed = False
        for camera in self._cameras.values():
            fetched = camera.camera_id in self._fetched
            changed = changed or fetched != camera.fetched
            camera.fetched = fetched
        if changed:
            self._place_all(self._clock.monotonic_s())

    def fetches(self) -> list[Fetch]:
        """Return whose frames are wanted now, each once."""
        self._fire(self._clock.monotonic_s())
        if not self._fetches:
            return []
        fetches = list(self._fetches.values())
        self._fetches.clear()
        return fetches

    def set_activity(self, camera_id: str, level: float) -> None:
        """Note how much moves before a camera, 0 to 1."""
        camera = self._cameras.get(camera_id)
        if camera is not None:
            camera.activity = level

    # Frames

    def frame_came(self, camera_id: str) -> None:
        """Note that a camera has a frame that none of its detectors looked at."""
        camera = self._cameras.get(camera_id)
        if camera is None:
            return
        now_s = self._clock.monotonic_s()
        gap_s = min(LONGEST_GAP_S, now_s - camera.newest_s)
        if camera.gap_s:
            camera.gap_s += GAP_WEIGHT * (gap_s - camera.gap_s)
        elif gap_s < LONGEST_GAP_S:
            camera.gap_s = gap_s
        camera.newest_s = now_s
        for entry in camera.entries:
            if not entry.fresh:
                entry.fresh = True
                entry.fresh_s = now_s
            if entry.running or entry.ready:
                continue
            if not self._place(entry, now_s) and entry.times > 1.0 and not entry.extra:
                self._offer_extra(entry, now_s)

    def _offer_extra(self, entry: PromiseEntry, now_s: float) -> None:
        interval_s = entry.promise.interval_s / entry.times
        if now_s >= entry.last_s + interval_s - min(0.25 * interval_s, 0.5):
            entry.extra = self._ticket()
            rank = (-entry.camera.activity, entry.order, entry.extra, entry)
            heapq.heappush(self._extra, rank)

    # Where an entry waits

    def _ticket(self) -> int:
        self._tickets += 1
        return self._tickets

    def _place(self, entry: PromiseEntry, now_s: float) -> bool:
        """Put an entry that is not under way where it has to wait; says whether it is ready."""
        ready_s = entry.ready_s(self._pace) if entry.fresh else np.inf
        if ready_s <= now_s:
            self._make_ready(entry)
            return True
        if entry.camera.fetched and ready_s == np.inf:
            ready_s = entry.fetch_s(self._pace)
            if ready_s <= now_s:
                self._ask(entry, now_s)
                ready_s = entry.fetch_s(self._pace)
        if ready_s == np.inf:
            entry.timer = 0
        elif not entry.timer or entry.timer_s != ready_s:
            entry.timer, entry.timer_s = self._ticket(), ready_s
            heapq.heappush(self._timers, (ready_s, entry.order, entry.timer, entry))
        return False

    def _make_ready(self, entry: PromiseEntry) -> None:
        entry.timer = 0
        if entry.camera.busy:
            if not entry.ready:
                entry.ready = self._ticket()
                entry.camera.parked.append(entry)
            return
        entry.ready = self._ticket()
        rank = (self._deadline_s(entry), entry.order, entry.ready, entry)
        heapq.heappush(self._ready, rank)

    def _ask(self, entry: PromiseEntry, now_s: float) -> None:
        entry.asked_s = now_s
        entry.fresh = False
        camera_id = entry.camera.camera_id
        known = self._fetches.get(camera_id)
        frames = max(entry.frames_left, known.frames if known else 0)
        self._fetches[camera_id] = Fetch(camera_id, frames)

    def _place_all(self, now_s: float) -> None:
        """Begin the heaps anew, after what they are ordered by has changed."""
        self._ready.clear()
        self._extra.clear()
        self._timers.clear()
        for entry in self._entries.values():
            was_ready = entry.ready and entry not in entry.camera.parked
            entry.extra = entry.timer = 0
            if was_ready:
                self._make_ready(entry)
            elif not entry.running and not entry.ready:
                self._place(entry, now_s)

    def _fire(self, now_s: float) -> None:
        while self._timers and self._timers[0][0] <= now_s:
            _time_s, _order, ticket, entry = heapq.heappop(self._timers)
            if entry.timer == ticket:
                entry.timer = 0
                self._place(entry, now_s)

    # Looks

    def take(self) -> Look | None:
        """Return the look to do now, none when none is due; its camera is busy until ``done``."""
        now_s = self._clock.monotonic_s()
        self.plan()
        self._fire(now_s)
        if not self._budget.allows(now_s):
            return None
        entry = self._first(self._ready)
        if entry is not None:
            self._begin(entry, now_s, extra=False)
            return entry.promise.look
        if self._extra and self._budget.allows(now_s, EXTRA_BUDGET_SHARE):
            entry = self._first(self._extra)
            if entry is not None:
                self._begin(entry, now_s, extra=True)
                return entry.promise.look
        return None

    def along(self, look: Look) -> list[Look]:
        """Begin the other looks at a camera that its frame is worth decoding for, too.

        Args:
            look: From ``take``, just now.

        Returns:
            Those that are due, or soon (see ``PromiseEntry.rides_with``); each is under way until
            ``done``.
        """
        running = self._running.get(look)
        if running is None:
            return []
        first, now_s, _cost_s = running
        waits_s = self._first_deadline_s()
        looks = []
        for entry in first.camera.entries:
            if entry is first or not entry.rides_with(first, now_s, self._pace):
                continue
            visiting = entry.visiting
            if entry.promise.frames > 1 and self._deadline_s(entry) > waits_s:
                # A visit has minutes for its frames and each costs several looks: in company of
                # looks that are due, all of a town's would go before whoever must begin now.
                continue
            self._begin(entry, now_s, extra=False)
            if not visiting:
                entry.join(first, now_s)
            looks.append(entry.promise.look)
        first.camera.parked = [one for one in first.camera.parked if not one.running]
        return looks

    def _deadline_s(self, entry: PromiseEntry) -> float:
        return entry.deadline_s(self._pace, self._strict_s)

    def _first_deadline_s(self) -> float:
        """Return until when the next of the looks that are ready must begin, inf if none is."""
        while self._ready and self._ready[0][3].ready != self._ready[0][2]:
            heapq.heappop(self._ready)
        return self._ready[0][0] if self._ready else np.inf

    def _first(self, heap: list[tuple[float, int, int, PromiseEntry]]) -> PromiseEntry | None:
        while heap:
            _rank, _order, ticket, entry = heapq.heappop(heap)
            if heap is self._ready:
                if entry.ready != ticket:
                    continue
                if entry.camera.busy:
                    entry.camera.parked.append(entry)
                    continue
                return entry
            if entry.extra == ticket:
                entry.extra = 0
                if not entry.camera.busy and entry.fresh and not entry.ready:
                    return entry
        return None

    def _begin(self, entry: PromiseEntry, now_s: float, *, extra: bool) -> None:
        camera, look = entry.camera, entry.promise.look
        self._tally.frames += 1
        if not entry.visiting:
            entry.began_s = now_s
            deadline_s = self._deadline_s(entry)
            self._tally.began(entry, deadline_s, self._pace.factor, now_s, extra=extra)
            entry.advance(now_s, self._pace, extra=extra)
        entry.fresh = False
        entry.running = True
        entry.ready = entry.extra = entry.timer = 0
        entry.frames_left -= 1
        camera.under_way += 1
        cost_s = (entry.cost or self._costs.of(look.kind)).cpu_s
        self._budget.take(cost_s)
        self._running[look] = (entry, now_s, cost_s)

    def done(
        self,
        look: Look,
        cpu_s: float | None,
        *,
        looked: bool = True,
        held_s: float | None = None,
    ) -> None:
        """Note that a look is over.

        Args:
            look: From ``take`` or ``along``.
            cpu_s: Processor seconds it took, of all threads; none if nobody knows.
            looked: Whether its frame could be looked at; of a look that needs several frames
                another one is taken instead of one that could not, a few times.
            held_s: For how long it kept one of the places; none for since ``take``.
        """
        now_s = self._clock.monotonic_s()
        running = self._running.pop(look, None)
        if running is None:
            return
        entry, taken_s, guessed_s = running
        if cpu_s is not None:
            self._budget.take(cpu_s - guessed_s)
            held_s = now_s - taken_s if held_s is None else held_s
            entry.cost = self._costs.measured(look.kind, entry.cost, cpu_s, held_s)
        entry.running = False
        if not looked and entry.promise.frames > 1 and entry.spare_frames < entry.promise.frames:
            entry.spare_frames += 1
            entry.frames_left += 1
        elif entry.frames_left <= 0:
            entry.frames_left = entry.promise.frames
            entry.spare_frames = 0
        camera = entry.camera
        camera.under_way -= 1
        parked: list[PromiseEntry] = []
        if not camera.busy:
            parked, camera.parked = camera.parked, []
        for other in parked:
            other.ready = 0
            if self._entries.get(other.promise.look) is other:
                self._make_ready(other)
        if self._entries.get(look) is entry:
            self._place(entry, now_s)

    def wait_s(self) -> float | None:
        """Return how long until a look may become ready by time alone, none when none will."""
        now_s = self._clock.monotonic_s()
        if self._fetches:
            return 0.0
        while self._timers and self._timers[0][3].timer != self._timers[0][2]:
            heapq.heappop(self._timers)
        wait_s = self._timers[0][0] - now_s if self._timers else None
        ready = self._first_deadline_s() < np.inf
        if ready or self._extra:
            ready_s = self._budget.wait_s(now_s)
            if not ready:
                ready_s = max(ready_s, PLAN_EVERY_S)
            wait_s = ready_s if wait_s is None else min(wait_s, ready_s)
        return None if wait_s is None else max(0.0, wait_s)

    # The plan

    def plan(self) -> None:
        """Work factor and extra looks out anew if it is time; ``take`` does so too."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._plan_at_s:
            self._plan(now_s)

    def _live(self, now_s: float) -> Iterator[PromiseEntry]:
        for entry in self._entries.values():
            silent_s = now_s - entry.camera.newest_s
            if silent_s <= max(SILENT_AFTER_S, 3 * entry.promise.interval_s * self._pace.factor):
                yield entry

    def _plan(self, now_s: float) -> None:
        live = list(self._live(now_s))
        demand = Demand.of(live, self._costs, now_s)
        before = self._pace
        self._load = self._stretch.load(demand) if live else 0.0
        self._pace = self._stretch.pace(demand, now_s, before)
        share_out(live, self._load, self._costs, self._stretch)
        if self._pace.stretched and not before.stretched:
            self._strict_s = now_s
        if (self._pace.factor, self._pace.stretched) != (before.factor, before.stretched):
            self._place_all(now_s)
        calm = self._load < CALM_LOAD and self._pace.factor == 1.0
        every_s = CALM_PLAN_EVERY_S if calm else PLAN_EVERY_S
        self._plan_at_s = now_s + max(every_s, len(live) * PLAN_S_PER_PROMISE)

    @property
    def load(self) -> float:
        """Work promised over work that can be done."""
        return self._load

    @property
    def factor(self) -> float:
        """By how much every promise is stretched at the moment."""
        return self._pace.factor

    def figures(self) -> ScheduleFigures:
        """Return how promises are kept."""
        kinds = self._tally.kinds(self._entries, self._costs, self._clock.monotonic_s())
        return ScheduleFigures(
            factor=self._pace.factor,
            load=self._load,
            budget_cores=self._budget.cores,
            looks=self._tally.frames,
            late=sum(one.missed for one in kinds.values()),
            fetched_cameras=len(self._fetched & self._cameras.keys()),
            kinds=kinds,
        )
