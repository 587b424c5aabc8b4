"""What a process and everything below it use, and how it is ended."""

from __future__ import annotations

import contextlib

import psutil

_GRACE_S = 8.0
_KILL_S = 5.0


class ProcessTree:
    """A process and its descendants.

    Args:
        pid: Of the root, a child of this process.
    """

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._seen: dict[int, psutil.Process] = {pid: self._root}
        self._cpu_s = 0.0

    def members(self) -> list[psutil.Process]:
        """Return the processes that run, those included that lost their parent since last time."""
        with contextlib.suppress(psutil.Error):  # the root may have ended, not what it started
            self._seen |= {one.pid: one for one in self._root.children(recursive=True)}
        self._seen = {pid: one for pid, one in self._seen.items() if one.is_running()}
        return list(self._seen.values())

    def cpu_s(self) -> float:
        """Return user and system time so far, of ended and collected processes too."""
        total_s = 0.0
        for one in self.members():
            try:
                times = one.cpu_times()
            except psutil.Error:
                continue
            # The kernel adds a child's time to its parent's "children" when it is collected.
            total_s += times.user + times.system + times.children_user + times.children_system
        self._cpu_s = max(self._cpu_s, total_s)
        return self._cpu_s

    def pss_mb(self) -> float:
        """Return the proportional set size, MB (10^6 bytes)."""
        total_bytes = 0
        for one in self.members():
            try:
                memory = one.memory_full_info()
            except psutil.Error:
                continue
            total_bytes += getattr(memory, "pss", memory.rss)
        return total_bytes / 1e6

    def threads(self) -> int:
        """Return the number of threads."""
        return self._sum("num_threads")

    def file_descriptors(self) -> int:
        """Return the number of open files and sockets."""
        return self._sum("num_fds")

    def _sum(self, name: str) -> int:
        total = 0
        for one in self.members():
            try:
                total += getattr(one, name)()
            except psutil.Error:
                continue
        return total

    def end(self) -> None:
        """Ask the root to end, then kill whatever is left, each by its id."""
        left = self.members()
        if self._root in left:
            self._root.terminate()
            psutil.wait_procs(left, timeout=_GRACE_S)
        left = self.members()
        for one in left:
            try:
                one.kill()
            except psutil.Error:
                continue
        psutil.wait_procs(left, timeout=_KILL_S)
