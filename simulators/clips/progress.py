"""Progress of many clips on one line."""

from __future__ import annotations

from typing import TextIO


class ProgressLine:
    """Writes percentages; on a terminal in place, in a log one line for every tenth.

    Args:
        stream: Where to.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._running: dict[str, tuple[int, int]] = {}
        self._finished = 0
        self._told: dict[str, int] = {}

    def report(self, label: str, done: int, total: int) -> None:
        """Take note of one clip's progress and show it."""
        self._running[label] = (done, total)
        if done >= total:
            del self._running[label]
            self._finished += 1
        if self._terminal:
            parts = [f"{name} {100 * d // max(1, t)}%" for name, (d, t) in self._running.items()]
            text = f"生成画面 · rendering: {self._finished} ✓ " + "  ".join(parts)
            self._stream.write("\r\x1b[K" + text + ("" if self._running else "\n"))
            self._stream.flush()
            return
        step = 100 if done >= total else 50 * (2 * done // max(1, total))
        if self._told.get(label) != step:
            self._told[label] = step
            self._stream.write(f"生成画面 · rendering {label} {step}%\n")
            self._stream.flush()
