"""What the worker's processes take of the machine."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class ProcessTree:
    """Sums over a process and all its descendants.

    Attributes:
        cpu_s: Processor seconds since each began, those of ended children that were waited for too.
        pss_bytes: Proportional set size: pages that several share count once in all.
        threads: Threads.
        processes: Processes.
    """

    cpu_s: float
    pss_bytes: int
    threads: int
    processes: int


def measure_tree(root_pid: int | None = None) -> ProcessTree:
    """Measure; takes some milliseconds a process, so not in the event loop.

    Args:
        root_pid: Where the tree begins; none for this process.
    """
    cpu_s, pss_bytes, threads, processes = 0.0, 0, 0, 0
    try:
        root = psutil.Process(root_pid)
        tree = [root, *root.children(recursive=True)]
    except psutil.Error:
        root = psutil.Process()
        tree = [root, *root.children(recursive=True)]
    for process in tree:
        try:
            times = process.cpu_times()
            memory = process.memory_full_info()
            threads += process.num_threads()
        except psutil.Error:
            continue  # it ended meanwhile
        cpu_s += times.user + times.system + times.children_user + times.children_system
        pss_bytes += getattr(memory, "pss", memory.rss)
        processes += 1
    return ProcessTree(cpu_s, pss_bytes, threads, processes)
