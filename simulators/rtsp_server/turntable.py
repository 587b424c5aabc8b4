"""Cameras of one frame rate, in the order in which their frames leave."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import Protocol

MAX_LAG_S = 1.0


class Record(Protocol):
    """What lies on a turntable: something that is due once in every revolution.

    Attributes:
        offset_s: When within a revolution.
    """

    offset_s: float

    def on_air(self, revolution: int) -> bool:
        """Do what is due in this revolution; return whether it stays on the table."""
        ...

    def interrupted(self) -> None:
        """Take note that revolutions were left out."""
        ...

    def taken_off(self) -> None:
        """Take note that it is no longer on the table."""
        ...


class Turntable:
    """Turns once in a frame period; whoever passes the needle sends a frame.

    Cameras of one frame rate are due in the same order in every period, so nothing has to be
    scheduled anew after a frame: no timer, no heap and no object per frame, only a step of the
    cursor. A revolution's number times the period is the loop's time at which it begins.

    Args:
        fps: Frames per second.
    """

    def __init__(self, fps: Fraction) -> None:
        self._period_s = float(1 / fps)
        self._ring: list[Record] = []
        self._cursor = 0
        self._revolution = 0

    def __len__(self) -> int:
        """Return how many are on the table."""
        return len(self._ring)

    def put(self, record: Record, now_s: float) -> None:
        """Put a record on the table.

        Args:
            record: Is due from now on.
            now_s: The loop's time.
        """
        ring = self._ring
        if not ring:
            self._revolution = int(now_s // self._period_s)
            self._cursor = 0
            if self._revolution * self._period_s + record.offset_s < now_s:
                self._revolution += 1
            ring.append(record)
            return
        at = bisect_right(ring, record.offset_s, key=_offset)
        ring.insert(at, record)
        if at < self._cursor:
            self._cursor += 1

    def next_due_s(self) -> float:
        """Return the loop's time at which the next one is due.

        Raises:
            IndexError: The table is empty.
        """
        if self._cursor >= len(self._ring):
            return (self._revolution + 1) * self._period_s + self._ring[0].offset_s
        return self._revolution * self._period_s + self._ring[self._cursor].offset_s

    def turn(self, now_s: float) -> None:
        """Serve everybody who is due.

        Args:
            now_s: The loop's time.
        """
        ring = self._ring
        period_s = self._period_s
        if ring and now_s - self.next_due_s() > MAX_LAG_S:
            # The process was stopped for a while: a burst of old frames helps nobody.
            self._revolution += int((now_s - self.next_due_s()) / period_s)
            for record in ring:
                record.interrupted()
        while ring:
            if self._cursor >= len(ring):
                self._cursor = 0
                self._revolution += 1
            revolution = self._revolution
            until_s = now_s - revolution * period_s
            cursor, end = self._cursor, len(ring)
            try:
                while cursor < end:
                    record = ring[cursor]
                    if record.offset_s > until_s:
                        return
                    cursor += 1
                    if not record.on_air(revolution):
                        cursor -= 1
                        end -= 1
                        del ring[cursor]
                        record.taken_off()
            finally:
                # Also after an error: whoever failed must not hold up the others.
                self._cursor = cursor


def _offset(record: Record) -> float:
    return record.offset_s
