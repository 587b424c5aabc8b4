"""Processor clocks at one moment."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Self

import psutil

from benchmarks.peers.child import Child
from benchmarks.peers.load_source import LoadSource


@dataclass(frozen=True, slots=True)
class Moment:
    """Processor seconds used so far, by whom, at one moment.

    Attributes:
        at_s: Monotonic time.
        contender_s: By the contender's processes.
        source_s: By the load source.
        machine_s: By everything on the machine.
    """

    at_s: float
    contender_s: float
    source_s: float
    machine_s: float

    @classmethod
    def now(cls, child: Child, source: LoadSource) -> Self:
        """Look at the clocks."""
        at_s = time.monotonic()
        machine = psutil.cpu_times()
        # Guests are in "user" already (proc(5)); what the host stole is not our work.
        busy_s = machine.user + machine.nice + machine.system + machine.irq + machine.softirq
        return cls(at_s, child.tree.cpu_s(), source.cpu_s(), busy_s)
