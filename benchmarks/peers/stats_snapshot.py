"""Statistics of a contender at one moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class StatsSnapshot:
    """What ``--stats`` of our worker says, and the same of a peer.

    Attributes:
        wall_s: Since it began to open cameras.
        cameras: How many it was given.
        online: How many deliver now.
        samples: Pictures so far.
        gaps: Intervals of more than 1.5 times the one asked for, so far.
        connect_s: When the last camera delivered for the first time; None if one never did.
        latency_p50_s: From capture to picture: of all samples if it says so, else the middle
            camera's median; None if it cannot say.
        latency_p99_s: The 99th percentile: of all samples if it says so, else of the worst camera.
        tasks: Tasks of its event loop, if it says so.
        reconnects: Of all cameras, if it says so.
        sources: Cameras by how their pictures come.
        intervals: Between two samples of a camera, if it says so.
        long_intervals: Those over 3 s.
        factor: By which our worker stretches its promises now, to keep its processor budget.
    """

    wall_s: float
    cameras: int
    online: int
    samples: int
    gaps: int
    connect_s: float | None
    latency_p50_s: float | None = None
    latency_p99_s: float | None = None
    tasks: int | None = None
    reconnects: int | None = None
    sources: tuple[tuple[str, int], ...] = ()
    intervals: int | None = None
    long_intervals: int | None = None
    factor: float | None = None

    @property
    def all_came(self) -> bool:
        """Whether every camera delivered at least once."""
        return self.connect_s is not None or 0 < self.cameras == self.online

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """Return what a file says, None while there is none."""
        try:
            return cls.of(json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    @classmethod
    def of(cls, stats: dict[str, Any]) -> Self:
        """Take statistics apart."""
        cameras: list[dict[str, Any]] = list(stats["cameras"].values())
        process, totals = stats["process"], stats["totals"]
        medians = sorted(_numbers(cameras, "latency_p50_s"))
        middle, worst = totals.get("latency_p50_s"), totals.get("latency_p99_s")
        if middle is None and medians:
            middle = medians[len(medians) // 2]
        if worst is None:
            worst = max(_numbers(cameras, "latency_p99_s"), default=None)
        reconnects = _numbers(cameras, "reconnects")
        sources: dict[str, int] = {}
        for one in cameras:
            if "source" in one:
                sources[one["source"]] = sources.get(one["source"], 0) + 1
        return cls(
            wall_s=float(process["wall_s"]),
            cameras=len(cameras),
            online=sum(one["state"] == "online" for one in cameras),
            samples=sum(one["samples"] for one in cameras),
            gaps=sum(one["gaps"] for one in cameras),
            connect_s=process.get("connect_s"),
            latency_p50_s=middle,
            latency_p99_s=worst,
            tasks=process.get("tasks"),
            reconnects=int(sum(reconnects)) if reconnects else totals.get("reconnects"),
            sources=tuple(sorted(sources.items())),
            intervals=totals.get("intervals"),
            long_intervals=totals.get("intervals_over_3s"),
            factor=stats.get("schedule", {}).get("factor"),
        )


def _numbers(cameras: list[dict[str, Any]], key: str) -> list[float]:
    return [one[key] for one in cameras if one.get(key) is not None]
