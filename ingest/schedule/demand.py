"""What is promised, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.schedule.cost_book import CostBook
from ingest.schedule.entry import PromiseEntry


@dataclass(frozen=True, slots=True)
class Demand:
    """What is promised, one number for each promise of a camera that gives pictures.

    Attributes:
        interval_s: Promised.
        since_s: From when the interval counts: the look before; -inf while a visit goes on.
        slack_s: Allowed beyond the interval while the factor is 1.
        frame_s: Since when there is, or is expected to be, a frame to look at.
        cpu_s: Processor seconds of the next look with all its frames.
        held_s: Seconds for which it keeps a place.
    """

    interval_s: NDArray[np.float64]
    since_s: NDArray[np.float64]
    slack_s: NDArray[np.float64]
    frame_s: NDArray[np.float64]
    cpu_s: NDArray[np.float64]
    held_s: NDArray[np.float64]

    @classmethod
    def of(cls, live: Sequence[PromiseEntry], costs: CostBook, now_s: float) -> Demand:
        """Read it off the promises.

        Args:
            live: Those of cameras that give pictures.
            costs: Of looks that were not measured yet.
            now_s: Monotonic time.
        """
        rows = []
        for entry in live:
            cost = entry.cost or costs.of(entry.promise.look.kind)
            frames = entry.promise.frames
            expected_s = max(now_s, entry.camera.expected_s()) if entry.camera.gap_s else now_s
            rows.append(
                (
                    entry.promise.interval_s,
                    -np.inf if entry.visiting else entry.since_s,
                    entry.slack_s(),
                    entry.fresh_s if entry.fresh else expected_s,
                    cost.cpu_s * frames,
                    cost.held_s * frames,
                )
            )
        columns = np.array(rows, dtype=np.float64).reshape(-1, 6).T
        return cls(*columns)
