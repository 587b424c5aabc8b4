"""How far a replay is, on one line."""

from __future__ import annotations

from typing import TextIO

from sharp_eyes.clock import Clock

_TERMINAL_EVERY_S = 0.2
_LOG_EVERY_S = 15.0


class ProgressLine:
    """Writes pictures done, rate, speed over real time and time remaining.

    On a terminal in place, in a log a line every 15 s.

    Args:
        stream: Where to; the terminal's error stream as a rule.
        clock: Measures the rate.
    """

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._terminal = stream.isatty()
        self._every_s = _TERMINAL_EVERY_S if self._terminal else _LOG_EVERY_S
        self._name = ""
        self._began_s = self._told_s = 0.0
        self._done = 0
        self._recorded_s = 0.0

    def begin(self, name: str) -> None:
        """A source begins."""
        self._name = name
        self._began_s = self._told_s = self._clock.monotonic_s()
        self._done = 0
        self._recorded_s = 0.0

    def advance(self, done: int, total: int | None, recorded_s: float) -> None:
        """Take note of how far it is.

        Args:
            done: Pictures so far.
            total: About how many there are, or none.
            recorded_s: Time of the recording so far, seconds.
        """
        self._done, self._recorded_s = done, recorded_s
        now_s = self._clock.monotonic_s()
        if now_s - self._told_s < self._every_s:
            return
        self._told_s = now_s
        self._write(self._text(now_s, total), end="" if self._terminal else "\n")

    def end(self) -> None:
        """The source is done: say at which rate."""
        self._write(self._text(self._clock.monotonic_s(), None) + " ✓", end="\n")

    def _text(self, now_s: float, total: int | None) -> str:
        spent_s = max(1e-3, now_s - self._began_s)
        rate = self._done / spent_s
        parts = [self._name]
        if total:
            # What a file says of its length is a guess.
            share = min(99, 100 * self._done // max(total, self._done, 1))
            parts.append(f"{self._done}/{max(total, self._done)} {share}%")
        else:
            parts.append(f"{self._done} 帧 pictures")
        parts.append(f"{rate:.1f}/s")
        if self._recorded_s > 0:
            parts.append(f"×{self._recorded_s / spent_s:.1f} 实时 real time")
        if total and rate > 0:
            remaining_s = max(0, total - self._done) / rate
            parts.append(f"剩余 left {_clock_text(remaining_s)}")
        return "  ".join(parts)

    def _write(self, text: str, end: str) -> None:
        self._stream.write(("\r\x1b[K" if self._terminal else "") + text + end)
        self._stream.flush()


def _clock_text(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
