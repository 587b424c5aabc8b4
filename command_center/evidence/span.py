"""A part of a file, as a browser asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from ``start`` to before ``end``."""

    start: int
    end: int

    def __len__(self) -> int:
        """How many they are."""
        return self.end - self.start

    def content_range(self, size: int) -> str:
        """Return the header ``Content-Range`` of a file of a size (RFC 9110, 14.4)."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


def parse_range(header: str | None, size: int) -> Span | None:
    """Read the header ``Range`` (RFC 9110, 14.2).

    Args:
        header: As it came.
        size: Of the file.

    Returns:
        The part that is asked for; none for the whole, also where the header cannot be read or
        names several parts: a server may answer that with everything.

    Raises:
        ValueError: the part lies outside the file.
    """
    found = _ONE.fullmatch(header or "")
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        # The last so many bytes.
        start, end = max(0, size - int(last)), size
    else:
        start = int(first)
        if last and int(last) < start:
            return None
        end = min(size, int(last) + 1) if last else size
    if start >= end:
        raise ValueError("the part lies outside the file")
    return Span(start, end)
