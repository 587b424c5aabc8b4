"""The process above the worker: starts it, sees how it ends, starts it again."""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import structlog

from ingest.guard.allocator import give_back_free_memory
from ingest.guard.guard_settings import GuardSettings
from ingest.guard.in_flight import InFlightMarks
from ingest.guard.page_release import release_file_pages
from ingest.guard.parent_death import end_with_parent
from ingest.guard.quarantine import Quarantine
from ingest.guard.worker_life import WorkerLife
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError

_log = structlog.get_logger(__name__)

DEFECT = 70
"""Exit status of a life that a defect of ours ended (EX_SOFTWARE of sysexits.h)."""
_INTERRUPTED = 130
_ABORTS = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGSYS}
)
"""Signals by which a process dies of what it does itself; others are sent by somebody."""
_STOPS = frozenset({signal.SIGTERM, signal.SIGINT})
_WATCHED = _STOPS | {signal.SIGCHLD}


class Guard:
    """Runs a worker in a forked process for as long as it takes.

    Everything heavy is imported before, so that a new life begins with a fork instead of a second
    of imports, and memory that nobody writes to is shared. A fork keeps the calling thread alone:
    no other may run yet, and no event loop.

    Args:
        work: The worker; called in the forked process; returns the exit status.
        quarantine: Takes the cameras whose key frames were in a decoder that ended the process.
        clock: For delays.
        decode_threads: How many threads mark what they decode.
        settings: Delays.
    """

    def __init__(
        self,
        work: Callable[[WorkerLife], int],
        quarantine: Quarantine,
        clock: Clock,
        *,
        decode_threads: int,
        settings: GuardSettings | None = None,
    ) -> None:
        self._work = work
        self._quarantine = quarantine
        self._clock = clock
        self._settings = settings or GuardSettings()
        self._marks = InFlightMarks(decode_threads)
        self._began_s = clock.monotonic_s()
        self._was_ready = False
        self._stop: signal.Signals | None = None

    def run(self) -> int:
        """Keep the worker up until it ends in good order or is told to.

        Returns:
            Exit status for this process: the worker's own, or 128 + signal where one ended it
            after it was told to stop.
        """
        if len(list(Path("/proc/self/task").iterdir())) > 1:
            # A lock that one of them holds would be held for ever in the forked process.
            _log.warning("threads run already before the worker is forked")
        # The worker holds unmasked pictures, and they live in memory only: no core file.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # What exists now stays: left out of garbage collection, its pages stay shared.
        gc.collect()
        gc.freeze()
        give_back_free_memory()
        before = set[int](signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED))
        # A parent that ignores SIGCHLD would have made us ignore it too.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            return self._keep_up(before)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            gc.unfreeze()

    def _keep_up(self, mask: set[int]) -> int:
        delay_s = self._settings.first_delay_s
        number = 0
        while True:
            number += 1
            began_s = self._clock.monotonic_s()
            life = WorkerLife(number, os.getpid(), self._began_s, self._marks)
            pid = self._fork(life, mask)
            release_file_pages()
            code = self._watch(pid)
            self._was_ready = self._was_ready or life.ready
            if self._stop is not None or not self._unexpected(code):
                return code if code >= 0 else 128 - code
            if self._clock.monotonic_s() - began_s >= self._settings.steady_after_s:
                delay_s = self._settings.first_delay_s
            if self._set_aside(code):
                continue
            _log.error("the worker ended, it is started again", **_how(code), delay_s=delay_s)
            if self._wait(delay_s):
                return 0
            delay_s = min(2 * delay_s, self._settings.longest_delay_s)

    def _unexpected(self, code: int) -> bool:
        # Before it was ever up, a defect is answered like a wrong option: by ending, with the
        # traceback shown, instead of by trying for ever.
        return code < 0 or (code == DEFECT and self._was_ready)

    def _set_aside(self, code: int) -> bool:
        """Quarantine what was in flight; true if that is a reason to go on at once."""
        found = self._marks.take()
        if not found or -code not in _ABORTS:
            return False
        if not self._quarantine.add(one.camera_id for one in found):
            return False
        _log.error(
            "a picture ended the worker, it is started again; these cameras are decoded apart",
            **_how(code),
            cameras=[one.camera_id for one in found],
            sequences=[one.sequence for one in found],
        )
        return True

    def _fork(self, life: WorkerLife, mask: set[int]) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._live(life, mask)
        return pid

    def _live(self, life: WorkerLife, mask: set[int]) -> NoReturn:
        """Be the worker; never comes back into the guard's code above."""
        status = DEFECT
        try:
            end_with_parent(life.guard_pid)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            status = self._work(life)
        except SharpEyesError as error:
            print(error.bilingual(), file=sys.stderr)
            status = 1
        except KeyboardInterrupt:
            status = _INTERRUPTED
        except SystemExit as over:
            status = over.code if isinstance(over.code, int) else 0 if over.code is None else 1
        except BaseException:  # whatever it is, this process must not go on as a second guard
            traceback.print_exc()
        finally:
            try:
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(status)

    def _watch(self, pid: int) -> int:
        """Wait for a life's end, passing on signals; returns its status, negative for a signal."""
        kill_at_s: float | None = None
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended == pid:
                return os.waitstatus_to_exitcode(status)
            left_s = None if kill_at_s is None else kill_at_s - self._clock.monotonic_s()
            if left_s is not None and left_s <= 0:
                _log.warning("the worker does not end, it is killed")
                os.kill(pid, signal.SIGKILL)
                kill_at_s = None
                continue
            number = _next_signal(left_s)
            if number in _STOPS:
                self._stop = signal.Signals(number)
                os.kill(pid, number)
                kill_at_s = kill_at_s or self._clock.monotonic_s() + self._settings.stop_within_s

    def _wait(self, delay_s: float) -> bool:
        """Wait before the next life; true if we are told to stop meanwhile."""
        until_s = self._clock.monotonic_s() + delay_s
        while (left_s := until_s - self._clock.monotonic_s()) > 0:
            if _next_signal(left_s) in _STOPS:
                return True
        return False


def _next_signal(limit_s: float | None) -> int | None:
    if limit_s is None:
        return int(signal.sigwait(_WATCHED))
    info = signal.sigtimedwait(_WATCHED, limit_s)
    return None if info is None else info.si_signo


def _how(code: int) -> dict[str, object]:
    if code >= 0:
        return {"status": code}
    try:
        return {"signal": signal.Signals(-code).name}
    except ValueError:  # a realtime signal
        return {"signal": -code}
