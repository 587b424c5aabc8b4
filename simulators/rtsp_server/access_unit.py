"""One coded picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One coded picture as its NAL units.

    Attributes:
        nals: NAL units in decoding order, without start codes or lengths.
        key: Whether decoding can start here; such a unit carries its parameter sets.
    """

    nals: tuple[bytes, ...]
    key: bool
