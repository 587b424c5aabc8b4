"""One promise as the schedule holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from ingest.schedule.cost_book import Cost
from ingest.schedule.pace import HEADROOM, Pace
from ingest.schedule.promise import Promise

EARLY_SHARE = 0.25
"""A key frame that comes this share of the interval before its time (at most ``MOST_EARLY_S``) is
taken if no other is expected before: reading in periods makes key frames come with jitter."""

MOST_EARLY_S = 0.5

LATE_SHARE = 0.15
"""Where a fresh key frame is expected so soon after its time (at most ``MOST_LATE_S``), a look
waits for it instead of taking one that is nearly a whole key-frame interval old."""

MOST_LATE_S = 0.4

SLACK_SHARE = 0.2
"""So much later than the interval (at most ``MOST_SLACK_S``) a look may begin because of that, with
its turn after the wait; only while the factor is 1."""

MOST_SLACK_S = 0.5

RHYTHM_SHARE = 0.1
"""Where an interval is so nearly a multiple of the key-frame interval, looks follow key frames."""

FETCH_EARLY_SHARE = 0.1
"""A camera that is not held is connected to so long before its time, at most ``MOST_FETCH_S``."""

MOST_FETCH_S = 5.0

GRID_WEIGHT = 0.125
"""How quickly the grid of due times follows the arrival of key frames, so that a look falls on a
fresh frame and not halfway between two, and one frame's jitter moves it little."""

SILENT_AFTER_S = 60.0
"""A camera that gave no frame for so long, and three of its intervals, is no load."""

VISIT_AGAIN_S = 15.0
"""After so long the frames that a visit still lacks are asked for again."""

FRAME_WAIT_SHARE = 0.25
"""A camera whose frame came when its look was due already waits at most this share of its interval
(times the factor) more: its frame could not be looked at before there was one."""

RIDE_SHARE = 0.25
CHEAP_RIDE_SHARE = 0.75
"""When a camera's frame is decoded for one look, another one that is due within this share of the
shorter of both intervals goes along: decoding is the larger part of a cheap look's cost. Two equal
intervals fall together after one look, wherever they began: what is more than the second share away
for the cheap one is less than the first for the other, the next time."""


@dataclass(slots=True, eq=False)
class CameraEntry:
    """One camera.

    Attributes:
        camera_id: 20 digits.
        entries: Its promises.
        newest_s: When its newest key frame came; -inf before the first.
        gap_s: Between two of its key frames, running mean; 0 while it is not known.
        under_way: Looks at it under way; they have one frame in common, and others wait.
        parked: Promises that are ready and wait for that.
        fetched: Whether it is connected to for each look.
        phase: Its place among the cameras that are fetched, none before it has one.
        activity: How much moves, 0 to 1.
    """

    camera_id: str
    entries: list[PromiseEntry] = field(default_factory=list)
    newest_s: float = -inf
    gap_s: float = 0.0
    under_way: int = 0
    parked: list[PromiseEntry] = field(default_factory=list)
    fetched: bool = False
    phase: int | None = None
    activity: float = 0.0

    @property
    def busy(self) -> bool:
        """Whether looks at it are under way; there are never second ones."""
        return self.under_way > 0

    def expected_s(self) -> float:
        """Return when the next key frame should come, inf if nobody knows."""
        return self.newest_s + self.gap_s if self.gap_s else inf


@dataclass(slots=True, eq=False)
class PromiseEntry:
    """One promise, where it stands in time, and where it waits.

    Attributes:
        promise: What was promised.
        camera: Whose.
        order: Settles equals.
        base_s: Time of the look before on the regular grid of looks, from which jitter is left out.
        last_s: When the look before began.
        since_s: From when the promised interval counts: the earlier of the two.
        new: Whether there was no look yet.
        fresh: Whether a key frame came since the look before.
        fresh_s: When the first of these came.
        frames_left: Of the look that is due or under way.
        spare_frames: Frames that may be taken again in this look because they were damaged.
        began_s: When the look under way began.
        running: Whether one of its frames is being looked at.
        cost: Mean cost of one frame's look, none before the first was measured.
        ready: Ticket in the heap of those that are ready, 0 outside.
        extra: Ticket in the heap of those that may be looked at beyond the promise, 0 outside.
        timer: Ticket in the heap of timers, 0 outside.
        timer_s: When that fires.
        times: How often it may be looked at, in multiples of the promise.
        spread: Whether its grid has a place of its own in the interval, which it keeps.
        phase_s: Where that is laid after the first look, none when that was done.
        asked_s: When its frames were last asked for, of a camera that is fetched.
    """

    promise: Promise
    camera: CameraEntry
    order: int
    base_s: float
    last_s: float
    since_s: float
    new: bool = True
    fresh: bool = False
    fresh_s: float = 0.0
    frames_left: int = 1
    spare_frames: int = 0
    began_s: float = 0.0
    running: bool = False
    cost: Cost | None = None
    ready: int = 0
    extra: int = 0
    timer: int = 0
    timer_s: float = 0.0
    times: float = 1.0
    spread: bool = False
    phase_s: float | None = None
    asked_s: float = -inf

    @property
    def visiting(self) -> bool:
        """Whether some of its frames were taken and others are missing."""
        return self.spare_frames > 0 or self.frames_left < self.promise.frames

    def due_s(self, pace: Pace) -> float:
        """Return its next time on the grid; under overload well before its deadline."""
        step_s = pace.step * self.promise.interval_s
        if not pace.stretched:
            return self.base_s + step_s
        # After a look that was early the deadline is, too.
        spare_s = 0.5 * (self.promise.interval_s * pace.factor - step_s)
        return min(self.base_s + step_s, self.since_s + step_s + spare_s)

    def early_s(self, pace: Pace) -> float:
        """Return how long before its time a key frame is taken that comes by itself."""
        interval_s = self.promise.interval_s
        if self.camera.fetched:
            return min(FETCH_EARLY_SHARE * interval_s, MOST_FETCH_S)
        if not pace.stretched:
            return min(EARLY_SHARE * interval_s, MOST_EARLY_S)
        return min(0.5 * HEADROOM * pace.factor * interval_s, MOST_EARLY_S)

    def late_s(self, pace: Pace) -> float:
        """Return how long after its time it waits for a fresh key frame, at most."""
        # Under overload there is no time to be lost by waiting.
        if pace.stretched:
            return 0.0
        return min(LATE_SHARE * self.promise.interval_s, MOST_LATE_S)

    def rides_with(self, other: PromiseEntry, now_s: float, pace: Pace) -> bool:
        """Whether its look is due, or soon enough to share the frame that another one takes."""
        if self.running or not self.fresh:
            return False
        if self.visiting:
            return True
        left_s = self.due_s(pace) - now_s
        if left_s <= 0.0:
            return True
        if self.promise.frames > 1:
            return left_s <= self.early_s(pace)
        share = CHEAP_RIDE_SHARE if self.promise.look.kind.cheap else RIDE_SHARE
        other_s = other.promise.interval_s / max(1.0, other.times)
        return left_s <= share * pace.step * min(self.promise.interval_s, other_s)

    def rhythm_off_s(self, pace: Pace) -> float:
        """Return by how much its camera's key frames miss the grid.

        0 where they have another rhythm, which looks cannot follow.
        """
        due_s, gap_s = self.due_s(pace), self.camera.gap_s
        step_s = pace.step * self.promise.interval_s
        if not gap_s or abs(step_s - round(step_s / gap_s) * gap_s) > RHYTHM_SHARE * step_s:
            return 0.0
        off_s = self.camera.newest_s - due_s
        return off_s + gap_s if off_s < -0.5 * gap_s else off_s

    def deadline_s(self, pace: Pace, strict_s: float) -> float:
        """Return until when a look must have begun for the promise to be kept.

        Args:
            pace: Of all looks.
            strict_s: When the pace was last stretched.
        """
        stretched_s = self.promise.interval_s * pace.factor
        waited_s = self.fresh_s + FRAME_WAIT_SHARE * stretched_s
        if self.visiting:
            return waited_s
        promised_s = self.since_s + stretched_s
        if not pace.stretched or self.since_s + self.promise.interval_s < strict_s:
            promised_s += self.slack_s()
        return max(promised_s, waited_s)

    def fetch_s(self, pace: Pace) -> float:
        """Return when to ask for the frames of its camera, which is not held."""
        if self.visiting:
            # A frame was lost or damaged on the way: its visit is not to wait for the next one.
            return max(self.asked_s, self.camera.newest_s) + VISIT_AGAIN_S
        fetch_s = self.due_s(pace) - self.early_s(pace)
        # The supply tries by itself until they are there; this is for what it may have lost.
        return max(fetch_s, self.asked_s + max(SILENT_AFTER_S, self.promise.interval_s))

    def advance(self, now_s: float, pace: Pace, *, extra: bool) -> None:
        """Lay the grid for the look after the one that begins now."""
        self.asked_s = -inf
        due_s = self.due_s(pace)
        self.last_s = now_s
        interval_s = self.promise.interval_s
        if self.phase_s is not None:
            # From now on such looks come one after the other, evenly spread.
            ahead_s = self.phase_s - now_s
            if ahead_s <= 0:
                ahead_s += interval_s * (-ahead_s // interval_s + 1)
            self.phase_s = None
            self.base_s = now_s + ahead_s - interval_s
        elif self.spread and not extra and not pace.stretched and now_s - due_s >= 0.5 * interval_s:
            # After an outage of a whole town, too, or all would come at once from then on.
            self.base_s = due_s + (now_s - due_s) // interval_s * interval_s
        elif (
            extra
            or self.new
            or pace.stretched  # who came together and had to wait comes apart by that
            or abs(now_s - due_s) >= 0.5 * interval_s
        ):
            self.base_s = now_s
        elif self.camera.fetched:
            self.base_s = due_s
        else:
            self.base_s = due_s + GRID_WEIGHT * self.rhythm_off_s(pace)
        self.new = False
        self.since_s = min(self.base_s, now_s)

    def join(self, other: PromiseEntry, now_s: float) -> None:
        """Lay its grid on that of a look which it went along with, so that they meet again.

        Args:
            other: That look's promise.
            now_s: When they began.
        """
        other_s = other.promise.interval_s
        if other.spread and other_s > self.promise.interval_s:
            # The rare look keeps its place in its long interval; the frequent one cannot follow.
            return
        # One that is spread keeps its place: it moves to the nearest of the other's times.
        back = max(0, round((other.base_s - self.base_s) / other_s)) if self.spread else 0
        self.base_s = other.base_s - back * other_s
        self.since_s = min(self.base_s, now_s)

    def slack_s(self) -> float:
        """Return what is allowed beyond the interval while the factor is 1."""
        share_s = min(SLACK_SHARE * self.promise.interval_s, MOST_SLACK_S)
        return max(0.0, self.base_s - self.since_s) + share_s

    def ready_s(self, pace: Pace) -> float:
        """Return when its newest key frame may be looked at; inf if it is too old ever to be."""
        due_s = self.due_s(pace)
        newest_s = self.camera.newest_s
        if self.visiting:
            return newest_s
        expected_s = self.camera.expected_s()
        if newest_s >= due_s - self.early_s(pace):
            # In time; but if a fresher one will come before the time, that is the one.
            return due_s if expected_s <= due_s and not self.camera.fetched else newest_s
        if self.camera.fetched:
            return inf
        late_s = due_s + self.late_s(pace)
        return late_s if due_s - self.early_s(pace) <= expected_s <= late_s else due_s
