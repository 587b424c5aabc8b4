"""What a long run showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.bar import Bar
from benchmarks.peers.soak_sample import SoakSample
from benchmarks.peers.steadiness import Steadiness

_GROWTH_SHARE = 0.02
_TASK_SPREAD = 5


@dataclass(frozen=True, slots=True)
class SoakReport:
    """What a long run showed.

    Attributes:
        cameras: How many.
        samples: What was looked at, every few seconds.
        settle_s: From then on nothing may grow.
        cpu_cores: The worker's, over all of the run.
        source_cores: The load source's.
    """

    cameras: int
    samples: Sequence[SoakSample]
    settle_s: float
    cpu_cores: float
    source_cores: float

    def bars(self) -> list[Bar]:
        """Hold it against the bars."""
        pss, tasks = self._steady(lambda one: one.pss_mb), self._steady(lambda one: one.tasks)
        since = f"after {self.settle_s:.0f} s"
        memory = Bar(f"memory {since}", f"≤ +{_GROWTH_SHARE:.0%}")
        if pss is not None:
            reached = (
                f"{pss.growth_share:+.1%} in the highest minute, {pss.drift_share:+.1%} in the "
                f"last ({pss.base:.1f} → {pss.highest_span:.1f} → {pss.last:.1f} MB; "
                f"highest moment {pss.highest:.1f})"
            )
            memory = Bar(memory.what, memory.limit, reached, pss.growth_share <= _GROWTH_SHARE)
        number = Bar(f"tasks {since}", f"within {_TASK_SPREAD}")
        if tasks is not None:
            reached = f"{tasks.spread:.0f} ({tasks.lowest:.0f} to {tasks.highest:.0f})"
            number = Bar(number.what, number.limit, reached, tasks.spread <= _TASK_SPREAD)
        return [memory, number]

    def table(self) -> str:
        """Return the table: each figure when settling ended, and after."""
        rows = ["| figure | base | lowest | highest | at the end |", "|---|---|---|---|---|"]
        for title, pick in _FIGURES:
            steady = self._steady(pick)
            if steady is None:
                rows.append(f"| {title} | — | — | — | — |")
                continue
            values = (steady.base, steady.lowest, steady.highest, steady.last)
            rows.append(f"| {title} | " + " | ".join(f"{value:.1f}" for value in values) + " |")
        return "\n".join(rows)

    def as_json(self) -> dict[str, Any]:
        """Return the figures in one flat object."""
        pss, tasks = self._steady(lambda one: one.pss_mb), self._steady(lambda one: one.tasks)
        last = self.samples[-1] if self.samples else None
        return {
            "cameras": self.cameras,
            "seconds": round(last.at_s, 1) if last else 0.0,
            "settle_s": self.settle_s,
            "pss_base_mb": round(pss.base, 2) if pss else None,
            "pss_highest_minute_mb": round(pss.highest_span, 2) if pss else None,
            "pss_highest_moment_mb": round(pss.highest, 2) if pss else None,
            "pss_end_mb": round(pss.last, 2) if pss else None,
            "pss_growth_percent": round(pss.growth_share * 100, 2) if pss else None,
            "tasks_spread": tasks.spread if tasks else None,
            "reconnects": last.reconnects if last else None,
            "samples": last.samples if last else None,
            "online_at_end": last.online if last else None,
            "cores": round(self.cpu_cores, 4),
            "source_cores": round(self.source_cores, 4),
            "met": all(bar.met for bar in self.bars()),
        }

    def _steady(self, pick: Callable[[SoakSample], float | None]) -> Steadiness | None:
        return Steadiness.of([(one.at_s, pick(one)) for one in self.samples], self.settle_s)


_FIGURES: tuple[tuple[str, Callable[[SoakSample], float | None]], ...] = (
    ("PSS, MB", lambda one: one.pss_mb),
    ("tasks", lambda one: one.tasks),
    ("threads", lambda one: one.threads),
    ("processes", lambda one: one.processes),
    ("open files", lambda one: one.file_descriptors),
    ("cameras online", lambda one: one.online),
)
