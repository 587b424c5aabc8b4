"""Names of all kinds of faults."""

from __future__ import annotations

CLIP_KINDS = ("resolution", "codec", "long-gop")
"""Kinds that need another clip."""

KINDS = (
    "stall",
    "drop",
    "reset",
    "corrupt",
    "garbage",
    "slow",
    "flood",
    "half-open",
    "vanish",
    "wrong-password",
    "reconnect-storm",
    "clock-ahead",
    "clock-1970",
    "clock-local",
    "no-key-frames",
    *CLIP_KINDS,
)
"""Names of all kinds."""
