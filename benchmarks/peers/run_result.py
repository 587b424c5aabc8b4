"""What one run measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

FITS_SHARE = 0.95
"""A contender that delivers less than this share does not keep up on this machine."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one run measured, over its window.

    Attributes:
        contender: Its short name.
        title: For the table.
        cameras: Asked for.
        every_s: Interval of the samples; 0 if the streams were only held.
        window_s: Length of the window.
        online: Cameras that delivered at its end.
        connect_s: Until the last camera delivered for the first time; None if one did not in time.
        cores: Processor time of its processes per second.
        pss_mb: Proportional set size, MB.
        threads: In all its processes.
        processes: Their number.
        delivered: Samples.
        expected: Samples of all cameras asked for.
        late: Intervals of more than 1.5 times the one asked for.
        long_share: Intervals over 3 s, as a share of all; None if it cannot say.
        latency_p50_s: From capture to picture; None if it cannot say.
        latency_p99_s: Likewise.
        source_cores: What the load source used.
        source_dropped: Frames it could not hand over, as the contender did not read; of the
            sessions open at the end.
        machine_cores: What everything on the machine used.
        load_before: The machine's load average of the last minute before the run.
        note: What else is to be said, such as why it failed.
    """

    contender: str
    title: str
    cameras: int
    every_s: float
    window_s: float = 0.0
    online: int = 0
    connect_s: float | None = None
    cores: float = 0.0
    pss_mb: float = 0.0
    threads: int = 0
    processes: int = 0
    delivered: int = 0
    expected: float = 0.0
    late: int = 0
    long_share: float | None = None
    latency_p50_s: float | None = None
    latency_p99_s: float | None = None
    source_cores: float = 0.0
    source_dropped: int | None = None
    machine_cores: float = 0.0
    load_before: float = 0.0
    note: str = ""

    @property
    def measured(self) -> bool:
        """Whether there was a window at all."""
        return self.window_s > 0 and self.online > 0

    @property
    def share(self) -> float | None:
        """Delivered of expected samples; None where none were asked for."""
        return self.delivered / self.expected if self.expected > 0 else None

    @property
    def fits(self) -> bool:
        """Whether all cameras came and nearly all samples."""
        return (
            self.measured
            and self.online == self.cameras
            and (self.share is None or self.share >= FITS_SHARE)
        )

    @property
    def per_camera_m(self) -> float | None:
        """Thousandths of a core per camera that delivered."""
        return self.cores / self.online * 1000 if self.measured else None

    @property
    def other_cores(self) -> float:
        """What neither the contender nor the load source used: how quiet the machine was."""
        return max(0.0, self.machine_cores - self.cores - self.source_cores)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON values."""
        return {
            **asdict(self),
            "fits": self.fits,
            "share": self.share,
            "per_camera_m": self.per_camera_m,
            "other_cores": self.other_cores,
        }
