"""Signals to processes that asyncio waits for."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal


def send_signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal to a process, unless it is known to have ended.

    By the system's call: the process's own methods look first whether it has ended and, where it
    just has, take its status from asyncio, which then warns of an "Unknown child process" and
    reports 255. The system gives numbers of processes in a circle: between the end and
    asyncio's word of it none comes round.

    Args:
        process: Which.
        number: The signal.
    """
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)
