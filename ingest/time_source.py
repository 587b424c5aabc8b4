"""Where a frame's capture time comes from."""

from __future__ import annotations

from enum import StrEnum


class TimeSource(StrEnum):
    """Which clock a capture time was read from.

    Attributes:
        SENDER_REPORT: The camera's, by an RTCP sender report that agrees with our clock.
        ARRIVAL: Ours, when the frame was read from the network.
    """

    SENDER_REPORT = "sender_report"
    ARRIVAL = "arrival"
