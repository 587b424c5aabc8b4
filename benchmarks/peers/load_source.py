"""The simulated cameras, in a process of their own."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.peers.broken_run import BrokenRun
from benchmarks.peers.child import Child

_READY_WITHIN_S = 180.0
"""The first run encodes its clips."""

_POLL_S = 0.1


def simulator_command() -> list[str]:
    """Return the command of our simulators in load mode, without its options."""
    return [str(Path(sys.executable).with_name("sharp-eyes")), "simulate", "--load"]


class LoadSource:
    """N cameras on 127.0.0.1, 640x360 at 15 fps, each frame at its own time; a context manager.

    Args:
        cameras: How many.
        folder: For its registry, its statistics and its words.
        seconds: It ends by itself after so long.
        program: Command in place of our simulators', which takes the same options.
        faults: Further options, such as those that switch faults on.
    """

    def __init__(
        self,
        cameras: int,
        folder: Path,
        *,
        seconds: float,
        program: str | None = None,
        faults: Sequence[str] = (),
    ) -> None:
        self.cameras = cameras
        self.registry = folder / f"registry-{cameras}.yaml"
        self.stats = folder / f"source-{cameras}.json"
        command = [
            *(shlex.split(program) if program else simulator_command()),
            f"--cameras={cameras}",
            f"--registry-out={self.registry}",
            f"--stats={self.stats}",
            f"--seconds={seconds:g}",
            "--port=0",
            *faults,
        ]
        self._child = Child(command, folder, f"source-{cameras}", os.environ)

    def __enter__(self) -> Self:
        """Start it and wait until all cameras are on air.

        Raises:
            BrokenRun: it did not come up.
        """
        self._child.__enter__()
        try:
            self._wait()
        except BaseException:
            self._child.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._child.__exit__(kind, error, trace)

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._child.ended

    def cpu_s(self) -> float:
        """Return the processor time it used so far."""
        return self._child.tree.cpu_s()

    def dropped_frames(self) -> int | None:
        """Return how many frames it dropped as clients did not read; None if it does not say."""
        try:
            said = json.loads(self.stats.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        dropped = said.get("dropped_frames")
        return int(dropped) if dropped is not None else None

    def _wait(self) -> None:
        limit_s = time.monotonic() + _READY_WITHIN_S
        while self._child.line_beginning("ready ") is None or not self.registry.exists():
            if self._child.ended:
                raise BrokenRun(f"the load source ended: {self._child.last_words()}")
            if time.monotonic() > limit_s:
                raise BrokenRun(f"the load source was not ready within {_READY_WITHIN_S:g} s")
            time.sleep(_POLL_S)
