"""Spreads the looks at cameras that are connected to for each look."""

from __future__ import annotations

_GOLDEN = 0.6180339887498949
"""Multiples of the golden ratio's fraction lie evenly in 0..1, however many there are."""

FIRST_EVERY_S = 0.25
"""After a start the first looks come one after the other in steps like this."""


def phase_s(index: int, interval_s: float) -> float:
    """Return where in its interval the looks of one camera lie, 0 to ``interval_s``.

    Args:
        index: Counts the cameras.
        interval_s: Promised.
    """
    return (index * _GOLDEN % 1.0) * interval_s


def first_look_s(index: int, interval_s: float) -> float:
    """Return when the first look of one camera is due after it is registered.

    Soon, so that one sees whether the camera works; but not all at once, and within the interval.

    Args:
        index: Counts the cameras.
        interval_s: Promised.
    """
    return min(index * FIRST_EVERY_S, phase_s(index, interval_s))
