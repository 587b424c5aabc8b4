"""What the worker's processes take of the machine."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

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
    for process in _tree(root_pid):
        try:
            used_s = _cpu_s(process)
            memory = process.memory_full_info()
            threads += process.num_threads()
        except psutil.Error:
            continue  # it ended meanwhile
        cpu_s += used_s
        pss_bytes += getattr(memory, "pss", memory.rss)
        processes += 1
    return ProcessTree(cpu_s, pss_bytes, threads, processes)


def tree_cpu_s(root_pid: int | None = None) -> float:
    """Return the processor seconds alone.

    Args:
        root_pid: Where the tree begins; none for this process.
    """
    cpu_s = 0.0
    for process in _tree(root_pid):
        with contextlib.suppress(psutil.Error):
            cpu_s += _cpu_s(process)
    return cpu_s


def _tree(root_pid: int | None) -> list[psutil.Process]:
    try:
        root = psutil.Process(root_pid)
        return [root, *_descendants(root)]
    except psutil.Error:
        root = psutil.Process()
        return [root, *_descendants(root)]


def _descendants(root: psutil.Process) -> list[psutil.Process]:
    """Return all below a process.

    Linux tells a process's children by itself; looking through all processes of the machine for
    them takes dozens of times as long.
    """
    found: list[psutil.Process] = []
    waiting = [root.pid]
    try:
        while waiting:
            tasks = Path(f"/proc/{waiting.pop()}/task")
            for task in tasks.iterdir():
                for word in (task / "children").read_text(encoding="ascii").split():
                    with contextlib.suppress(psutil.NoSuchProcess):
                        found.append(psutil.Process(int(word)))
                        waiting.append(int(word))
    except OSError:
        # One ended meanwhile, or this kernel does not tell.
        return root.children(recursive=True)
    return found


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)
