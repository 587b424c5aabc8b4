"""What this process has used."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessUsage:
    """What this process has used since it began.

    Attributes:
        at_s: ``time.monotonic()`` of the reading, the same for all processes of a machine.
        user_s: CPU time in the program, seconds.
        system_s: CPU time in the kernel, seconds.
        pss_mb: Proportional set size, MB; 0 where the kernel does not tell.
    """

    at_s: float
    user_s: float
    system_s: float
    pss_mb: float

    @classmethod
    def now(cls) -> ProcessUsage:
        """Read it."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return cls(time.monotonic(), usage.ru_utime, usage.ru_stime, _pss_mb())

    def cores_since(self, before: ProcessUsage) -> float:
        """Return CPU time over wall time since an earlier reading."""
        spent_s = self.user_s + self.system_s - before.user_s - before.system_s
        return spent_s / max(1e-9, self.at_s - before.at_s)


def raise_descriptor_limit() -> None:
    """Allow as many open files as the hard limit does: a descriptor per connection."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _pss_mb() -> float:
    try:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
