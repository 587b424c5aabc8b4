"""The metrics of the worker's own process."""

from __future__ import annotations

from collections.abc import Sequence

import psutil

from ingest.metrics.exposition import Exposition
from ingest.metrics.metric import Metric, MetricKind

CPU = Metric(
    "process_cpu_seconds_total",
    MetricKind.COUNTER,
    "Processor time of the worker's process, user and system",
    "工作进程处理器秒数",
)
MEMORY = Metric(
    "process_resident_memory_bytes",
    MetricKind.GAUGE,
    "Resident memory of the worker's process",
    "工作进程常驻内存",
)
THREADS = Metric("process_threads", MetricKind.GAUGE, "Threads of the process", "线程数")
FILES = Metric(
    "process_open_fds", MetricKind.GAUGE, "Files and sockets open", "打开的文件与套接字数"
)
START = Metric(
    "process_start_time_seconds",
    MetricKind.GAUGE,
    "When the process began, seconds since 1970",
    "进程启动时刻",
)

ALL: Sequence[Metric] = (CPU, MEMORY, THREADS, FILES, START)


class ProcessMetrics:
    """Writes them; reads four small files of /proc."""

    def __init__(self) -> None:
        self._process = psutil.Process()

    def write(self, exposition: Exposition) -> None:
        """Write all families."""
        with self._process.oneshot():
            times = self._process.cpu_times()
            exposition.one(CPU, round(times.user + times.system, 3))
            exposition.one(MEMORY, self._process.memory_info().rss)
            exposition.one(THREADS, self._process.num_threads())
            exposition.one(FILES, self._process.num_fds())
            exposition.one(START, self._process.create_time())
