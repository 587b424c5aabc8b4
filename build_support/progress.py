"""Lines that tell a person at a terminal, or a reader of a log, how far a long step has got."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TextIO

_MEGABYTE = 1_000_000
_STEPS = 10


def say(text: str, *, stream: TextIO | None = None) -> None:
    """Print one line at once, though the output be a pipe."""
    print(text, file=stream or sys.stdout, flush=True)


@dataclass(slots=True)
class ByteProgress:
    """Says every tenth of a download, once.

    Attributes:
        what: the thing fetched, as it appears in the lines.
        total_bytes: how much there is to fetch.
        stream: where the lines go; standard output by default.
    """

    what: str
    total_bytes: int
    stream: TextIO | None = None
    _said: int = field(default=0, init=False)

    def update(self, done_bytes: int) -> None:
        """Take note of how much is there by now; says a line when a tenth was passed."""
        step = min(_STEPS, done_bytes * _STEPS // self.total_bytes)
        if step > self._said:
            self._said = step
            say(
                f"  {self.what}: {min(done_bytes, self.total_bytes) / _MEGABYTE:.0f} of "
                f"{self.total_bytes / _MEGABYTE:.0f} MB",
                stream=self.stream,
            )
