"""What a child process may do, set by itself before it reads a byte from a stranger."""

from __future__ import annotations

import ctypes
import os
import resource

_PR_SET_NO_NEW_PRIVS = 38
"""prctl(2), linux/prctl.h."""
_MAX_FILES = 64


def confine(memory_bytes: int, nice: int) -> None:
    """Limit memory and files, leave no core file, write no file, gain no rights, and step back.

    Args:
        memory_bytes: Address space; beyond it allocations fail.
        nice: Added to the niceness, so that a child never delays the worker.
    """
    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
    ):
        _, hard = resource.getrlimit(kind)
        lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (lowest, lowest))
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.nice(nice)
