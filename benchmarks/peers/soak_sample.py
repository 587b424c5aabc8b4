"""A worker at one moment of a long run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoakSample:
    """A worker at one moment of a long run.

    Attributes:
        at_s: Since it was started.
        pss_mb: Of its processes, MB.
        threads: In all of them.
        processes: Their number.
        file_descriptors: Open in all of them.
        online: Cameras that deliver; None while it has not said.
        samples: Pictures so far.
        tasks: Tasks of its event loop.
        reconnects: So far, of all cameras.
    """

    at_s: float
    pss_mb: float
    threads: int
    processes: int
    file_descriptors: int
    online: int | None = None
    samples: int | None = None
    tasks: int | None = None
    reconnects: int | None = None
