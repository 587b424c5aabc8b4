"""One contender over one load source, from start to figures."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.peers.broken_run import BrokenRun
from benchmarks.peers.child import Child
from benchmarks.peers.contender import Contender
from benchmarks.peers.load_source import LoadSource
from benchmarks.peers.moment import Moment
from benchmarks.peers.peer_options import PeerOptions
from benchmarks.peers.run_result import RunResult
from benchmarks.peers.stats_snapshot import StatsSnapshot

_POLL_S = 0.25
_LOOK_S = 1.0
_STATS_WITHIN_S = 12.0
"""Our worker writes its statistics every 5 s; on a crowded machine somewhat later."""

_SETTLE_S = 5.0
_SLACK_S = 50.0
_NOTED_FACTOR = 1.01


@dataclass(frozen=True, slots=True)
class Trial:
    """One contender over one load source.

    Attributes:
        contender: Who.
        source: The cameras, on air.
        folder: For files; its own.
        every_s: Interval of the samples; 0 to hold the streams only.
        seconds: Length of the window.
        open_within_s: The window begins when all cameras deliver, at the latest after so long.
    """

    contender: Contender
    source: LoadSource
    folder: Path
    every_s: float
    seconds: float
    open_within_s: float

    @property
    def limit_s(self) -> float:
        """How long it takes at most."""
        return self.open_within_s + self.seconds + _SLACK_S

    def run(self) -> RunResult:
        """Measure. A contender that fails gives a result that says so."""
        self.folder.mkdir(parents=True, exist_ok=True)
        options = PeerOptions(
            registry=self.source.registry,
            stats=self.folder / "stats.json",
            every_s=self.every_s,
            open_within_s=self.open_within_s,
            seconds=self.limit_s,
        )
        blank = RunResult(
            self.contender.name,
            self.contender.title,
            self.source.cameras,
            self.every_s,
            load_before=os.getloadavg()[0],
        )
        command = self.contender.command(options, self.folder)
        with Child(command, self.folder, "contender", os.environ) as child:
            try:
                begin = self._opened(child, options.stats)
                return self._measured(child, options.stats, begin, blank)
            except BrokenRun as error:
                return replace(blank, note=str(error))

    def _opened(self, child: Child, stats: Path) -> StatsSnapshot:
        """Wait until all cameras deliver, or long enough."""
        limit_s = time.monotonic() + self.open_within_s
        while True:
            snapshot = StatsSnapshot.read(stats)
            if snapshot is not None and snapshot.all_came:
                return snapshot
            self._check(child)
            if time.monotonic() > limit_s:
                if snapshot is None:
                    raise BrokenRun(f"wrote no statistics within {self.open_within_s:g} s")
                # The contender gives up the others now; what that costs is no part of the window.
                time.sleep(_SETTLE_S)
                return self._newer(child, stats, snapshot.wall_s + _SETTLE_S)
            time.sleep(_POLL_S)

    def _measured(
        self, child: Child, stats: Path, begin: StatsSnapshot, blank: RunResult
    ) -> RunResult:
        before = Moment.now(child, self.source)
        end_s = time.monotonic() + self.seconds
        while (left_s := end_s - time.monotonic()) > 0:
            self._check(child)
            child.tree.cpu_s()  # keeps the list of processes fresh
            time.sleep(min(left_s, _LOOK_S))
        after = Moment.now(child, self.source)
        end = self._newer(child, stats, begin.wall_s + self.seconds)
        wall_s = after.at_s - before.at_s
        wanted = (end.wall_s - begin.wall_s) / self.every_s if self.every_s > 0 else 0.0
        return replace(
            blank,
            window_s=wall_s,
            online=end.online,
            connect_s=end.connect_s,
            cores=(after.contender_s - before.contender_s) / wall_s,
            pss_mb=child.tree.pss_mb(),
            threads=child.tree.threads(),
            processes=len(child.tree.members()),
            delivered=end.samples - begin.samples,
            expected=self.source.cameras * wanted,
            late=end.gaps - begin.gaps,
            long_share=_long_share(begin, end),
            latency_p50_s=end.latency_p50_s,
            latency_p99_s=end.latency_p99_s,
            source_dropped=self.source.dropped_frames(),
            source_cores=(after.source_s - before.source_s) / wall_s,
            machine_cores=(after.machine_s - before.machine_s) / wall_s,
            note=_note(end),
        )

    def _newer(self, child: Child, stats: Path, wall_s: float) -> StatsSnapshot:
        """Wait for statistics of a later moment; if none come, take the last ones."""
        limit_s = time.monotonic() + _STATS_WITHIN_S
        while True:
            snapshot = StatsSnapshot.read(stats)
            late = time.monotonic() > limit_s
            if snapshot is not None and (snapshot.wall_s > wall_s or late):
                return snapshot
            self._check(child)
            if late:
                raise BrokenRun("wrote no statistics")
            time.sleep(_POLL_S)

    def _check(self, child: Child) -> None:
        if self.source.ended:
            raise BrokenRun("the load source ended")
        if child.ended:
            raise BrokenRun(f"ended by itself: {child.last_words()}")


def _note(end: StatsSnapshot) -> str:
    notes = []
    if end.online < end.cameras:
        notes.append("not all cameras came in time")
    if end.factor is not None and end.factor > _NOTED_FACTOR:
        notes.append(f"its budget stretched all promises by {end.factor:.2f}")
    return "; ".join(notes)


def _long_share(begin: StatsSnapshot, end: StatsSnapshot) -> float | None:
    if end.long_intervals is None or end.intervals is None:
        return None
    intervals = end.intervals - (begin.intervals or 0)
    return (end.long_intervals - (begin.long_intervals or 0)) / max(1, intervals)
