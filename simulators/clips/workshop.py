"""Makes many clips at once, in processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Event
from typing import cast

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, TryAgain
from simulators.clips.clip import Clip
from simulators.clips.clip_cache import ClipCache
from simulators.clips.clip_source import ClipSource
from simulators.clips.encoding import Encoding

Report = Callable[[str, int, int], None]
"""Told (label, frames done, frames in all)."""

_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Order:
    """One clip to be made.

    Attributes:
        source: Of what.
        encoding: How.
    """

    source: ClipSource
    encoding: Encoding


class Workshop:
    """Makes what is not in the cache yet, a process per clip, as many at once as told.

    Args:
        folder: The cache's folder.
        workers: Processes at once; the number of processors without.
        report: Told about progress.
    """

    def __init__(self, folder: Path, report: Report, workers: int | None = None) -> None:
        self._folder = folder
        self._report = report
        self._workers = workers or os.cpu_count() or 1
        self._context = multiprocessing.get_context("spawn")

    def make_all(self, orders: Sequence[Order], stop: Event | None = None) -> list[Clip]:
        """Return the clips of all orders, in their order. Blocks; run it in a thread.

        Args:
            orders: What is wanted; the same clip may be wanted twice.
            stop: Set by another thread to give up.

        Raises:
            BadInput: A source cannot be made into a clip.
            TryAgain: It was told to stop.
        """
        cache = ClipCache(self._folder)
        waiting: dict[str, Order] = {}
        for order in orders:
            if cache.find(order.source, order.encoding) is None:
                waiting.setdefault(cache.name_of(order.source, order.encoding), order)
        queue = list(waiting.values())
        running: dict[Connection, tuple[Order, SpawnProcess]] = {}
        try:
            while queue or running:
                if stop is not None and stop.is_set():
                    raise TryAgain(Bilingual("已停止制作片段", "making clips was stopped"))
                while queue and len(running) < self._workers:
                    order = queue.pop(0)
                    connection, process = self._start(order)
                    running[connection] = (order, process)
                for ready in wait(list(running), timeout=_POLL_S):
                    connection = cast("Connection", ready)
                    order, process = running[connection]
                    if self._hear(connection, order):
                        del running[connection]
                        connection.close()
                        process.join()
        finally:
            for connection, (_, process) in running.items():
                process.terminate()
                process.join()
                connection.close()
        clips = [cache.find(order.source, order.encoding) for order in orders]
        return [clip for clip in clips if clip is not None]

    def _start(self, order: Order) -> tuple[Connection, SpawnProcess]:
        mine, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=_work, args=(self._folder, order, theirs), daemon=True
        )
        process.start()
        theirs.close()
        return mine, process

    def _hear(self, connection: Connection, order: Order) -> bool:
        """Take one message; return whether the worker is done."""
        try:
            message = connection.recv()
        except EOFError:
            message = ("failed", "the process died")
        if message[0] == "progress":
            self._report(order.source.label, message[1], message[2])
            return False
        if message[0] == "failed":
            raise BadInput(
                Bilingual(
                    f"无法制作片段 {order.source.label}：{message[1]}",
                    f"clip {order.source.label} cannot be made: {message[1]}",
                ),
                next_step=Bilingual(
                    "请检查源文件和磁盘空间", "check the source and the disk space"
                ),
            )
        return True


def _work(folder: Path, order: Order, connection: Connection) -> None:
    """Body of a worker process."""
    import cv2

    # Ctrl-C reaches the whole process group; the parent decides what ends when.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    step = max(1, order.encoding.fps * 3)

    def tell(done: int, total: int) -> None:
        if done % step == 0 or done == total:
            connection.send(("progress", done, total))

    try:
        ClipCache(folder).make(order.source, order.encoding, tell)
    except Exception as error:  # what a source raises is told, not lost with the process
        connection.send(("failed", f"{type(error).__name__}: {error}"))
    else:
        connection.send(("finished",))
    finally:
        connection.close()
