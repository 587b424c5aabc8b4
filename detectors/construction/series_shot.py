"""Dated pictures of a place while it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MOST = 12
"""Pictures kept of one camera, about 10 kB each."""


@dataclass(frozen=True, slots=True)
class SeriesShot:
    """One of them, people masked.

    Attributes:
        at: Capture time, UTC.
        jpeg: A small picture, a JPEG file's bytes.
    """

    at: datetime
    jpeg: bytes


def with_shot(shots: Sequence[SeriesShot], shot: SeriesShot) -> tuple[SeriesShot, ...]:
    """Add the latest; beyond ``MOST`` every other of the older half goes."""
    longer = (*shots, shot)
    if len(longer) <= MOST:
        return longer
    half = len(longer) // 2
    return (longer[0], *longer[2:half:2], *longer[half:])
