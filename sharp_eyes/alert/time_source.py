"""Whose clock a capture time comes from (contract C9)."""

from __future__ import annotations

from enum import StrEnum


class TimeSource(StrEnum):
    """Sender-report time is used only within 2 s of arrival, else the time of arrival."""

    SENDER_REPORT = "sender_report"
    ARRIVAL = "arrival"
