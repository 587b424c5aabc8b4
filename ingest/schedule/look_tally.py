"""Counts how the promises of each kind of look are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ingest.schedule.cost_book import CostBook
from ingest.schedule.entry import PromiseEntry
from ingest.schedule.kind_figures import KindFigures
from ingest.schedule.look import Look, LookKind
from ingest.schedule.promise_count import PromiseCount


class LookTally:
    """Counts since the start.

    Attributes:
        frames: Frames taken to be looked at.
    """

    def __init__(self) -> None:
        self.frames = 0
        self._counts: dict[LookKind, PromiseCount] = {}

    def began(
        self, entry: PromiseEntry, deadline_s: float, factor: float, now_s: float, *, extra: bool
    ) -> None:
        """Count a look that begins.

        Args:
            entry: Its promise.
            deadline_s: Until when it had to begin.
            factor: By which promises are stretched.
            now_s: When it begins.
            extra: Whether it goes beyond the promise.
        """
        count = self._counts.setdefault(entry.promise.look.kind, PromiseCount())
        if extra:
            count.extra += 1
            return
        ratio = 1.0 + (now_s - deadline_s) / (entry.promise.interval_s * factor)
        count.add(now_s, ratio, kept=now_s <= deadline_s)

    def kinds(
        self, promised: Iterable[Look], costs: CostBook, now_s: float
    ) -> dict[LookKind, KindFigures]:
        """Return figures of every kind that is promised, or was looked at."""
        counted = Counter(look.kind for look in promised)
        kinds = {}
        for kind in LookKind:
            count = self._counts.get(kind)
            if count is None and not counted[kind]:
                continue
            count = count or PromiseCount()
            kinds[kind] = KindFigures(
                promises=counted[kind],
                kept=count.kept,
                missed=count.missed,
                extra=count.extra,
                worst_ratio=count.worst(now_s),
                cost_s=costs.of(kind).cpu_s,
            )
        return kinds
