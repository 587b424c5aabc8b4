"""A child process whose words go to files and whose end is sure."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.peers.process_tree import ProcessTree

_SHOWN_LINES = 5


class Child:
    """A context manager: the process runs inside, with everything it starts.

    It gets a session of its own, so that Ctrl-C reaches only us and we end it in order.

    Args:
        command: Program and arguments.
        folder: For its standard output and error.
        name: Of those files.
        environment: Whole environment of the child.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, name: str, environment: Mapping[str, str]
    ) -> None:
        self._command = list(command)
        self._out = folder / f"{name}.out"
        self._err = folder / f"{name}.err"
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._tree: ProcessTree | None = None

    def __enter__(self) -> Self:
        """Start it."""
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=self._environment,
                start_new_session=True,
            )
        self._tree = ProcessTree(self._process.pid)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, and everything it started."""
        if self._process is not None:
            self.tree.end()
            self._process.wait(1.0)

    @property
    def tree(self) -> ProcessTree:
        """The processes."""
        assert self._tree is not None, "not started"
        return self._tree

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def line_beginning(self, words: str) -> str | None:
        """Return the first finished line of its output that begins so."""
        text = self._out.read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines(keepends=True):
            if line.startswith(words) and line.endswith("\n"):
                return line.rstrip()
        return None

    def last_words(self) -> str:
        """Return the last lines of its errors, else of its output."""
        for file in (self._err, self._out):
            lines = file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            if lines:
                return "\n".join(lines[-_SHOWN_LINES:])
        return "it said nothing"
