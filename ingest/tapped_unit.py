"""One picture of a stream that was tapped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ingest.codec import Codec
from sharp_eyes.alert.time_source import TimeSource


@dataclass(frozen=True, slots=True)
class TappedUnit:
    """A picture, not decoded, not masked: for this process alone.

    Attributes:
        codec: Of the bytes.
        key: Whether it can be decoded by itself.
        captured_at: When it was taken, UTC.
        time_source: Which clock ``captured_at`` was read from.
        data: Annex B bytes; those of a key picture begin with its parameter sets.
    """

    codec: Codec
    key: bool
    captured_at: datetime
    time_source: TimeSource
    data: bytes = field(repr=False)
