"""What a run cost: the one part of the report that differs from run to run."""

from __future__ import annotations

from simulators.replay.report.model import ReportModel


class TimingReport(ReportModel):
    """Processor and wall time.

    Attributes:
        cpu_ms_per_look: Processor milliseconds of a look, by detector; a construction visit with
            all its key frames is one look.
        cpu_s: Processor seconds of the whole replay, reading and writing included.
        wall_s: Seconds it took.
        times_real_time: Replayed seconds per second.
    """

    cpu_ms_per_look: dict[str, float]
    cpu_s: float
    wall_s: float
    times_real_time: float | None
