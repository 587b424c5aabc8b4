"""The machine on which something is measured."""

from __future__ import annotations

import os
import platform
import resource
from pathlib import Path

import psutil


def machine_line() -> str:
    """Return a line that names the machine and says how busy it is."""
    cores = len(os.sched_getaffinity(0))
    memory_gb = psutil.virtual_memory().total / 1e9
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"{cores} cores, {_model()}, {memory_gb:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load average before: {load}"
    )


def _model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def allow_many_files() -> int:
    """Raise the limit of open files to the hard one, also for children; return it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
