"""One life of the worker, as the guard hands it over."""

from __future__ import annotations

import mmap
from dataclasses import dataclass, field

from ingest.guard.in_flight import InFlightMarks

_READY = b"\1"


@dataclass(frozen=True, slots=True)
class WorkerLife:
    """What the guarded worker is given.

    Attributes:
        number: 1 for the first life.
        guard_pid: Root of the process tree.
        began_monotonic_s: When the guard began, on our monotonic clock.
        marks: Where decode threads mark what they decode.
    """

    number: int
    guard_pid: int
    began_monotonic_s: float
    marks: InFlightMarks
    _ready: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1), repr=False)

    def mark_ready(self) -> None:
        """Say that the worker's streams are set; a defect from now on is no reason to give up."""
        self._ready[0:1] = _READY

    @property
    def ready(self) -> bool:
        """Whether it was said; the guard sees it too."""
        return self._ready[0:1] == _READY
