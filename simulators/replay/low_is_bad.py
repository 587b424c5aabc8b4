"""Which measurements are bad when they are low."""

from __future__ import annotations

LOW_IS_BAD = frozenset({"black", "blurred", "view_moved"})
"""Faults of the picture that lie at or under their limit; everything else lies at or over it."""


def sign_of(quantity: str) -> str:
    """Return how a bad value stands to its limit: ``≤`` or ``≥``."""
    return "≤" if quantity in LOW_IS_BAD else "≥"
