"""Which pictures belong to which visit of the construction detector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulators.replay.source.replayed_picture import ReplayedPicture

BURST_S = 60.0
"""Pictures further apart than this belong to different visits."""

KEY_FRAME_S = 2.0
"""Usual time between two key frames of a camera, which a visit is made of."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a picture means for the visits.

    Attributes:
        finish_before: Whether the running visit ended before it, and when (its last picture).
        take: Whether it belongs to the running visit.
        finish_after: Whether it is the visit's last picture.
    """

    finish_before: datetime | None = None
    take: bool = False
    finish_after: bool = False


class VisitPlan:
    """Makes visits as a worker would: so many key frames, every so often.

    A recorder's single pictures, minutes apart, are visits of one picture each. Sources that know
    their visits say so themselves.

    Args:
        every_s: The camera's interval between two visits.
        frames: Key frames per visit.
        each: Whether every picture is a whole visit (``--every``).
    """

    def __init__(self, every_s: float, frames: int, each: bool) -> None:
        self._every = timedelta(seconds=every_s)
        self._apart = timedelta(seconds=min(KEY_FRAME_S, every_s / frames))
        self._frames = frames
        self._each = each
        self._due: datetime | None = None
        self._began: datetime | None = None
        self._last: datetime | None = None
        self._taken = 0

    @property
    def waiting(self) -> datetime | None:
        """Capture time of the last picture of a visit that is not finished; none without one."""
        return self._last if self._taken else None

    def step(self, picture: ReplayedPicture) -> Step:
        """Place the next picture."""
        at = picture.captured_at
        if self._each:
            return Step(take=True, finish_after=True)
        if picture.ends_visit is not None:
            self._take(at)
            if picture.ends_visit:
                self._taken = 0
            return Step(take=True, finish_after=picture.ends_visit)
        finish_before = None
        if self._taken and self._last is not None and (at - self._last).total_seconds() > BURST_S:
            finish_before = self._last
            self._finish()
        if self._taken:
            if self._last is not None and at - self._last < self._apart:
                return Step(finish_before)
        elif self._due is not None and at < self._due:
            return Step(finish_before)
        self._take(at)
        done = self._taken >= self._frames
        if done:
            self._finish()
        return Step(finish_before, take=True, finish_after=done)

    def _take(self, at: datetime) -> None:
        if not self._taken:
            self._began = at
        self._taken += 1
        self._last = at

    def _finish(self) -> None:
        self._taken = 0
        if self._began is not None:
            self._due = self._began + self._every
