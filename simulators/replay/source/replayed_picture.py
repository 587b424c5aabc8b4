"""One dated picture of a source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from detectors.picture import Picture

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""Capture time of the first picture where nothing says a better one: the same every time, so that
two replays are alike."""


@dataclass(frozen=True, slots=True)
class ReplayedPicture:
    """One picture of a source.

    Attributes:
        number: Of the frame or picture within the source, from 1; truth goes by it.
        captured_at: Capture time, UTC.
        image: uint8 of shape (height, width, 3), B, G, R.
        label: File name, or ``frame N``: for truth by file name and for messages.
        ends_visit: In sources that know their visits, whether it is the last picture of one; none
            where the camera's own intervals decide.
    """

    number: int
    captured_at: datetime
    image: Picture = field(repr=False)
    label: str
    ends_visit: bool | None = None
