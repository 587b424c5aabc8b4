"""RTP timestamps → capture time in UTC (contract C9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from ingest.rtsp.sender_report import SenderReport
from sharp_eyes.alert.time_source import TimeSource

TRUSTED_OFFSET_S = 2.0
"""C9: beyond this the camera's clock is wrong (local time as UTC, 1970), not the network slow."""


class CaptureClock:
    """Maps one stream's RTP timestamps to UTC by the last sender report.

    Args:
        clock_rate_hz: Unit of the RTP timestamps.

    Attributes:
        offset_s: The camera's clock minus ours at the last comparison, seconds; None before the
            first sender report. It holds the network's delay too, which is small against
            what it is read for.
        source: Where the last capture time came from.
    """

    __slots__ = ("_clock_rate_hz", "_report", "offset_s", "source")

    def __init__(self, clock_rate_hz: int) -> None:
        self._clock_rate_hz = clock_rate_hz
        self._report: SenderReport | None = None
        self.offset_s: float | None = None
        self.source = TimeSource.ARRIVAL

    def take_report(self, report: SenderReport, arrived_at: datetime) -> None:
        """Take in a sender report that arrived at a time by our clock."""
        self._report = report
        self.offset_s = (report.sent_at - arrived_at).total_seconds()

    def capture_time(self, rtp_timestamp: int, arrived_at: datetime) -> tuple[datetime, TimeSource]:
        """Say when a frame was captured.

        Args:
            rtp_timestamp: 32 bits, of the frame.
            arrived_at: When it was read from the network, by our clock, UTC.

        Returns:
            The capture time in UTC, and whether it is the camera's word or the arrival time.
        """
        report = self._report
        if report is None:
            self.source = TimeSource.ARRIVAL
            return arrived_at, self.source
        ticks = (rtp_timestamp - report.rtp_timestamp) & 0xFFFF_FFFF
        if ticks >= 0x8000_0000:
            ticks -= 0x1_0000_0000
        captured_at = report.sent_at + timedelta(seconds=ticks / self._clock_rate_hz)
        self.offset_s = (captured_at - arrived_at).total_seconds()
        if abs(self.offset_s) <= TRUSTED_OFFSET_S:
            self.source = TimeSource.SENDER_REPORT
            return captured_at, self.source
        self.source = TimeSource.ARRIVAL
        return arrived_at, self.source
