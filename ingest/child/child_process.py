"""A child process, seen from its parent: started, listened to, ended."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Mapping

from ingest.child.child_settings import ChildSettings
from ingest.child.messages import HEAD, Message, read_body, read_head
from ingest.child.request import ChildRequest
from sharp_eyes.processes.signalling import send_signal

_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Our environment holds the node's secrets; a child in a stranger's hands need not have them."""
_OWN = {
    # Threads that only wait and arenas that only stand empty would be most of its memory.
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_READ_BYTES = 1 << 20
_REAP_WITHIN_S = 2.0


class ChildProcess:
    """One running child; made by ``start``.

    Args:
        process: Started, its input and output piped.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("asyncio gave no pipes although they were asked for")
        self._input = process.stdin
        self._output = process.stdout

    @classmethod
    async def start(
        cls, request: ChildRequest, settings: ChildSettings, environment: Mapping[str, str]
    ) -> ChildProcess:
        """Start a child and hand it its request.

        Args:
            request: What it is to read.
            settings: Its program.
            environment: Ours, of which it is given little.

        Raises:
            OSError: it cannot be started.
        """
        process = await asyncio.create_subprocess_exec(
            *settings.command,
            env={**{key: environment[key] for key in _PASSED_ON if key in environment}, **_OWN},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # What FFmpeg says there may name the address with its password.
            stderr=asyncio.subprocess.DEVNULL,
            limit=_READ_BYTES,
            # Ctrl-C reaches us alone.
            process_group=0,
        )
        made = cls(process)
        # One that ended at once is noticed when it is listened to.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            made._input.write(request.encode())
            await made._input.drain()
        return made

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def next_message(self) -> Message:
        """Wait for what it says next.

        Raises:
            Nonsense: it is no message; the child is of no more use.
            EOFError: it ended, or is about to.
        """
        try:
            head = await self._output.readexactly(HEAD.size)
            kind, length = read_head(head)
            body = await self._output.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise EOFError("the child has ended") from error
        return read_body(kind, body)

    async def exit_code(self) -> int | None:
        """Wait a moment for the end of a child that says nothing any more.

        Returns:
            Its exit status, negative for a signal; None if it still lives.
        """
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._process.wait(), _REAP_WITHIN_S)
        return None

    async def end(self, within_s: float) -> None:
        """Let it take leave of the camera, then kill it."""
        try:
            if self._process.returncode is None:
                send_signal(self._process, signal.SIGTERM)
                # A child that waits for us to read cannot end.
                drained = asyncio.create_task(self._drain(), name=f"child-drain-{self.pid}")
                try:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._process.wait(), within_s)
                finally:
                    drained.cancel()
                    await asyncio.gather(drained, return_exceptions=True)
        finally:
            self.kill()
            self._input.close()
            # SIGKILL cannot be refused; waiting leaves no zombie.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _REAP_WITHIN_S)

    def kill(self) -> None:
        """End it at once."""
        send_signal(self._process, signal.SIGKILL)

    async def _drain(self) -> None:
        while await self._output.read(_READ_BYTES):
            pass
