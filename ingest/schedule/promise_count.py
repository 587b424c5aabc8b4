"""Counts promises kept and missed, of one kind of look."""

from __future__ import annotations

WORST_OVER_S = 300.0
"""The worst ratio is that of the last five to ten minutes."""


class PromiseCount:
    """Counts; the worst ratio is of two windows, so that an old one is forgotten."""

    def __init__(self) -> None:
        self.kept = 0
        self.missed = 0
        self.extra = 0
        self._window_s = 0.0
        self._worst = 0.0
        self._worst_before = 0.0

    def add(self, now_s: float, ratio: float, *, kept: bool) -> None:
        """Count a look.

        Args:
            now_s: When it began, monotonic.
            ratio: What it took over what was promised.
            kept: Whether it was in time.
        """
        if kept:
            self.kept += 1
        else:
            self.missed += 1
        self._turn(now_s)
        if ratio > self._worst:
            self._worst = ratio

    def worst(self, now_s: float) -> float:
        """Return the worst ratio of the last minutes, 0 when there was no look."""
        age = now_s // WORST_OVER_S - self._window_s
        if age > 1:
            return 0.0
        return self._worst if age == 1 else max(self._worst, self._worst_before)

    def _turn(self, now_s: float) -> None:
        window_s = now_s // WORST_OVER_S
        if window_s == self._window_s:
            return
        self._worst_before = self._worst if window_s == self._window_s + 1 else 0.0
        self._worst = 0.0
        self._window_s = window_s
