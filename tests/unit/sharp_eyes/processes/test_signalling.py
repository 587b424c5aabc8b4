"""Signals to processes that asyncio waits for."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import pytest

from sharp_eyes.processes.signalling import send_signal


def _poll(_: subprocess.Popen[bytes]) -> int | None:
    raise AssertionError("its status is asyncio's to take")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_one_is_ended_and_its_status_is_left_to_asyncio(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    with monkeypatch.context() as patched:
        patched.setattr(subprocess.Popen, "poll", _poll)
        send_signal(process, number)
        async with asyncio.timeout(60):
            assert await process.wait() == -number
        # Nothing is left that could be hit.
        send_signal(process, number)
    assert "Unknown child process" not in caplog.text
