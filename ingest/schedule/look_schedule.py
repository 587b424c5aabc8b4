"""Chooses the next look: the one most overdue for its interval."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from ingest.schedule.figures import ScheduleFigures
from ingest.schedule.look import Look, LookKind
from ingest.schedule.promise import Promise
from sharp_eyes.clock import Clock

WINDOW_SHARE = 0.1
"""Within this share of its interval around its time, at most ``MAX_WINDOW_S``, a look waits for a
fresh key frame and takes one that comes. Key frames come with jitter: without the window half of
all looks would fall on the frame before, nearly a whole key-frame interval old."""

MAX_WINDOW_S = 0.5
"""Half the window is never longer than this."""

ALIGN_EVERY = 10
"""Once in so many intervals the due times are laid on the arrival of key frames, so that a look
falls on a fresh frame and not halfway between two. More often would, where the interval is no
multiple of the key-frame interval, make looks much more frequent than promised."""

LATE_SHARE = 0.5
"""A look counts as late when it waited for a thread longer than this share of its interval."""

_COST_WEIGHT = 0.1
"""Share of the newest measurement in the running mean of a look's cost."""

_FIRST_COST_S = (0.004, 0.0)
"""Decoding and detecting of a look nobody has measured yet; until the first one is done."""


@dataclass(slots=True)
class _Entry:
    promise: Promise
    last_s: float
    due_s: float
    version: int
    fresh: bool = False
    fresh_s: float = 0.0
    newest_s: float = -inf
    aligned_s: float = -inf
    frames_left: int = 0
    began_s: float = 0.0
    began_with_s: float = 0.0

    @property
    def window_s(self) -> float:
        return min(WINDOW_SHARE * self.promise.interval_s, MAX_WINDOW_S)

    def ready_s(self) -> float:
        """When its newest frame may be looked at: at once if fresh, else after the window."""
        if self.newest_s >= self.due_s - self.window_s:
            return self.newest_s
        return self.due_s + self.window_s


class LookSchedule:
    """Keeps for each camera and detector when the next look is due.

    Nothing here waits or runs: the owner says when a frame came, asks what to do, and says what it
    cost. Of the looks that are due and have a frame nobody looked at yet, the one whose last look
    is longest ago relative to its interval comes first; so an overload stretches all promises
    alike. Equals are settled by camera and detector, so that the same story gives the same looks.

    Args:
        clock: Its monotonic reading.
        decode_threads: How many frames can be decoded at one time.
        detect_threads: How many can be looked at by detectors at one time.
    """

    def __init__(self, clock: Clock, *, decode_threads: int = 1, detect_threads: int = 1) -> None:
        self._clock = clock
        self._decode_threads = decode_threads
        self._detect_threads = detect_threads
        self._entries: dict[Look, _Entry] = {}
        self._by_camera: dict[str, list[Look]] = {}
        # (due, look, version): those not due yet. An entry changed since carries another version.
        self._later: list[tuple[float, Look, int]] = []
        self._due: set[Look] = set()
        self._busy: set[str] = set()
        self._costs: dict[LookKind, tuple[float, float]] = {}
        self._rates: dict[LookKind, float] = {}
        self._looks = 0
        self._late = 0
        self._versions = 0

    def set_promises(self, promises: Iterable[Promise]) -> None:
        """Replace all promises; one that stays as it is keeps its place in time.

        A new one is due at once.
        """
        now_s = self._clock.monotonic_s()
        wanted = {promise.look: promise for promise in promises}
        for look in [look for look in self._entries if look not in wanted]:
            del self._entries[look]
            self._due.discard(look)
        for look, promise in wanted.items():
            entry = self._entries.get(look)
            if entry is not None and entry.promise == promise:
                continue
            self._versions += 1
            self._entries[look] = _Entry(
                promise,
                now_s - promise.interval_s,
                now_s,
                self._versions,
                fresh=entry is not None and entry.fresh,
                fresh_s=now_s,
                frames_left=promise.frames,
            )
            self._due.add(look)
        self._by_camera = {}
        self._rates = {}
        for promise in wanted.values():
            kind = promise.look.kind
            rate = promise.frames / promise.interval_s
            self._rates[kind] = self._rates.get(kind, 0.0) + rate
        for look in sorted(self._entries):
            self._by_camera.setdefault(look.camera_id, []).append(look)

    def frame_came(self, camera_id: str) -> None:
        """Note that a camera has a frame that none of its detectors looked at."""
        now_s = self._clock.monotonic_s()
        for look in self._by_camera.get(camera_id, ()):
            entry = self._entries[look]
            entry.newest_s = now_s
            if not entry.fresh:
                entry.fresh = True
                entry.fresh_s = now_s

    def take(self) -> Look | None:
        """Return the look to do now, none when none is due; its camera is busy until ``done``."""
        now_s = self._clock.monotonic_s()
        self._collect_due(now_s)
        best: Look | None = None
        best_rank = (0.0, "", "")
        for look in self._due:
            entry = self._entries[look]
            if not entry.fresh or look.camera_id in self._busy or entry.ready_s() > now_s:
                continue
            elapsed = (now_s - entry.last_s) / entry.promise.interval_s
            rank = (-elapsed, look.camera_id, look.kind.value)
            if best is None or rank < best_rank:
                best, best_rank = look, rank
        if best is not None:
            self._begin(best, now_s)
        return best

    def _collect_due(self, now_s: float) -> None:
        while self._later and self._later[0][0] <= now_s:
            _due_s, look, version = heapq.heappop(self._later)
            entry = self._entries.get(look)
            if entry is not None and entry.version == version:
                self._due.add(look)

    def _begin(self, look: Look, now_s: float) -> None:
        entry = self._entries[look]
        interval_s = entry.promise.interval_s
        self._looks += 1
        if entry.frames_left == entry.promise.frames:
            entry.began_s, entry.began_with_s = now_s, entry.newest_s
        # Lateness counts from when both time and frame were there: a camera whose key frames are
        # rarer than the promise is not our overload.
        late_s = now_s - max(entry.due_s + entry.window_s, entry.fresh_s)
        if late_s > interval_s * (self.factor - 1.0 + LATE_SHARE):
            self._late += 1
        entry.fresh = False
        self._busy.add(look.camera_id)
        self._due.discard(look)
        entry.frames_left -= 1
        if entry.frames_left > 0:
            self._due.add(look)
            return
        entry.frames_left = entry.promise.frames
        if entry.began_s - entry.aligned_s >= ALIGN_EVERY * interval_s:
            entry.aligned_s = entry.began_s
            entry.due_s = entry.began_with_s
        elif abs(entry.began_s - entry.due_s) >= interval_s:
            entry.due_s = entry.began_s
        # Otherwise the grid of due times is kept, so that jitter does not add up.
        entry.due_s += interval_s
        entry.last_s = entry.began_s
        self._versions += 1
        entry.version = self._versions
        heapq.heappush(self._later, (entry.due_s - entry.window_s, look, entry.version))

    def done(self, look: Look, decode_s: float, detect_s: float) -> None:
        """Note that a look is over.

        Args:
            look: From ``take``.
            decode_s: Seconds of a decode thread it took.
            detect_s: Seconds of a detector thread it took.
        """
        self._busy.discard(look.camera_id)
        known = self._costs.get(look.kind)
        if known is None:
            self._costs[look.kind] = (decode_s, detect_s)
            return
        self._costs[look.kind] = (
            known[0] + _COST_WEIGHT * (decode_s - known[0]),
            known[1] + _COST_WEIGHT * (detect_s - known[1]),
        )

    def wait_s(self) -> float | None:
        """Return how long until a look may become ready by time alone, none when none will."""
        times = [self._later[0][0]] if self._later else []
        for look in self._due:
            entry = self._entries[look]
            if entry.fresh and look.camera_id not in self._busy:
                times.append(entry.ready_s())
        return max(0.0, min(times) - self._clock.monotonic_s()) if times else None

    @property
    def load(self) -> float:
        """Work promised over work that can be done, of the scarcer kind of threads."""
        decode = detect = 0.0
        for kind, rate in self._rates.items():
            decode_s, detect_s = self._costs.get(kind, _FIRST_COST_S)
            decode += rate * decode_s
            detect += rate * detect_s
        return max(decode / self._decode_threads, detect / self._detect_threads)

    @property
    def factor(self) -> float:
        """By how much every promise is stretched at the moment."""
        return max(1.0, self.load)

    def figures(self) -> ScheduleFigures:
        """Return how promises are kept."""
        return ScheduleFigures(self.factor, self.load, self._looks, self._late)
