"""What can be wrong with a simulated device."""

from __future__ import annotations

from enum import StrEnum


class OnvifFault(StrEnum):
    """One thing that is wrong.

    Attributes:
        SLOW: It answers after a minute.
        GARBAGE: It answers with bytes that are no XML.
        HUGE: It answers without end.
        BOMB: It answers with entities that expand to gigabytes.
        ELSEWHERE: It says that its service is on another host.
        FOREIGN_STREAMS: It names streams on another host.
        NOT_FOUND: Its HTTP server knows no ONVIF.
    """

    SLOW = "slow"
    GARBAGE = "garbage"
    HUGE = "huge"
    BOMB = "bomb"
    ELSEWHERE = "elsewhere"
    FOREIGN_STREAMS = "foreign-streams"
    NOT_FOUND = "not-found"
