"""One process of the stage, which is killed and started again."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

START_WITHIN_S = 1200.0
"""Kills fall into starts of others on a machine that may have much else to do."""


@dataclass
class Part:
    """A process.

    Attributes:
        name: In words.
        argv: Program and arguments.
        env: Added to ours.
        ready: How its line begins that says it is up; none where ``port`` answers instead.
        port: TCP port on loopback.
        log: Where its output goes.
        places: Where it can be told to kill itself.
        point: The file that tells it.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    ready: str | None = None
    port: int | None = None
    places: Sequence[str] = ()
    point: Path | None = None
    up: asyncio.Event = field(default_factory=asyncio.Event)
    process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it and wait until it is up; false starts because of others are tried again."""
        async with asyncio.timeout(START_WITHIN_S):
            while True:
                if await self._start_once():
                    return
                await asyncio.sleep(0.3)

    async def _start_once(self) -> bool:
        setpriv = shutil.which("setpriv")
        prefix = [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *prefix,
                *self.argv,
                env=os.environ | dict(self.env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if self.ready else log,
                stderr=log,
                process_group=0,
            )
        process = self.process
        if process.stdout is not None:
            self._reading = asyncio.create_task(self._read(process.stdout))
            waiting = [asyncio.create_task(self.up.wait()), asyncio.create_task(process.wait())]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for one in waiting:
                one.cancel()
            return self.up.is_set()
        while process.returncode is None:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                self.up.set()
                return True
            await asyncio.sleep(0.02)
        return False

    async def _read(self, stdout: asyncio.StreamReader) -> None:
        with self.log.open("ab") as log:
            async for line in stdout:
                if self.ready is not None and line.decode().startswith(self.ready):
                    self.up.set()
                log.write(line)
                log.flush()

    @property
    def has_ended(self) -> bool:
        """Whether its process is gone."""
        return self.process is not None and self.process.returncode is not None

    async def kill(self) -> None:
        """Kill -9, now."""
        if self.process is not None and self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGKILL)
        await self._gone()

    async def kill_at(self, place: str, within_s: float) -> bool:
        """Have it kill itself at a place in its code.

        Returns:
            Whether it came by there in time.
        """
        if self.point is None or self.process is None:
            return False
        waiting = self.point.with_suffix(".new")
        waiting.write_text(place)
        waiting.rename(self.point)
        try:
            await asyncio.wait_for(asyncio.shield(self.process.wait()), within_s)
        except TimeoutError:
            try:
                self.point.unlink()
            except FileNotFoundError:
                pass  # it is dying just now
            else:
                return False
        await self._gone()
        return True

    async def _gone(self) -> None:
        self.up.clear()
        if self.process is not None:
            await self.process.wait()
        if self._reading is not None:
            await self._reading
            self._reading = None
        self.up.clear()
