"""The job's process, seen from its parent: handed a request, waited for, ended."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Mapping, Sequence

from ingest.worker.clips.clip_job import MadeClip
from ingest.worker.clips.clip_request import CPU_S, ClipRequest, ClipUnit
from ingest.worker.clips.clip_settings import ClipSettings
from ingest.worker.clips.errors import ClipFailed
from sharp_eyes.processes.signalling import send_signal

_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL")
"""Our environment holds the node's secrets; what decodes a stranger's pictures need not have
them."""
_OWN = {
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_REAP_WITHIN_S = 2.0
_READ_BYTES = 1 << 16


class ClipProcess:
    """Has each clip made by a process of its own.

    Args:
        settings: Its program and limits.
        environment: Ours, of which it is given little.
    """

    def __init__(self, settings: ClipSettings, environment: Mapping[str, str]) -> None:
        self._settings = settings
        self._environment = {
            key: environment[key] for key in _PASSED_ON if key in environment
        } | _OWN

    async def __call__(self, request: ClipRequest, units: Sequence[ClipUnit]) -> MadeClip:
        """Have one clip made; cancelling ends the process.

        Args:
            request: What is wanted.
            units: The pictures, not masked; they go through a pipe.

        Raises:
            ClipFailed: there is none; the incident simply has no clip.
        """
        settings = self._settings
        try:
            process = await asyncio.create_subprocess_exec(
                *settings.command,
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=_READ_BYTES,
                # Ctrl-C reaches us alone.
                process_group=0,
            )
        except OSError as error:
            raise ClipFailed(f"no process could be started: {error}") from error
        try:
            async with asyncio.timeout(settings.job_within_s):
                return await _exchange(process, request, units, settings.most_bytes)
        except TimeoutError as error:
            raise ClipFailed(f"it took longer than {settings.job_within_s:g} s") from error
        finally:
            await _end(process)


async def _exchange(
    process: asyncio.subprocess.Process,
    request: ClipRequest,
    units: Sequence[ClipUnit],
    most_bytes: int,
) -> MadeClip:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("asyncio gave no pipes although they were asked for")
    # One that ended at once is noticed by its exit status.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for part in request.encode(units):
            process.stdin.write(part)
            await process.stdin.drain()
        process.stdin.close()
    clip = bytearray()
    while part := await process.stdout.read(_READ_BYTES):
        clip += part
        if len(clip) > most_bytes + CPU_S.size:
            raise ClipFailed(f"it is larger than {most_bytes} bytes")
    status = await process.wait()
    if status != 0 or len(clip) <= CPU_S.size:
        raise ClipFailed(f"its process ended with {status}")
    return MadeClip(bytes(clip[CPU_S.size :]), CPU_S.unpack_from(clip)[0])


async def _end(process: asyncio.subprocess.Process) -> None:
    send_signal(process, signal.SIGKILL)
    if process.stdin is not None:
        process.stdin.close()
    # SIGKILL cannot be refused; waiting leaves no zombie.
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), _REAP_WITHIN_S)
