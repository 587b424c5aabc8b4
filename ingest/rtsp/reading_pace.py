"""When a stream's socket is worth reading again."""

from __future__ import annotations

from math import ceil

SOON_S = 0.05
"""While a key frame is coming in, or overdue by a little."""
MARGIN_S = 0.05
"""From when a key frame is expected to begin until it is worth looking for its end."""
STEADY_S = 0.2
"""Two key-frame intervals that differ by less than this are one rhythm."""
OVERDUE_S = 0.5
"""A key frame that is later than this broke the rhythm."""
LONGEST_INTERVAL_S = 60.0

_HALF = 0x8000_0000
_MASK = 0xFFFF_FFFF


class ReadingPace:
    """Learns a stream's rhythm by its RTP timestamps and says when to read next.

    Cameras send key frames by the clock. Who knows the rhythm reads just after each of them, and
    once or twice in between so that the receive buffer holds what comes: fewer readings than at a
    fixed pace, and each key frame is fresher. The timestamps in one reading also tell how long ago
    a key frame came: as long as the newest packet is younger than it.

    Args:
        clock_rate_hz: Unit of the RTP timestamps.
        period_s: Between two readings while no rhythm is known.
        steady_period_s: At most this long between two readings where it is known.

    Attributes:
        period_s: As given.
        steady_period_s: As given.
        interval_s: Between the last two key frames by the camera's clock; None before.
        steady: Whether the rhythm is known.
    """

    __slots__ = (
        "_clock_rate_hz",
        "_key_timestamp",
        "interval_s",
        "period_s",
        "steady",
        "steady_period_s",
    )

    def __init__(self, clock_rate_hz: int, period_s: float, steady_period_s: float) -> None:
        self._clock_rate_hz = clock_rate_hz
        self.period_s = period_s
        self.steady_period_s = steady_period_s
        self._key_timestamp: int | None = None
        self.interval_s: float | None = None
        self.steady = False

    def key_frame_came(self, rtp_timestamp: int) -> None:
        """Note a key frame.

        Args:
            rtp_timestamp: 32 bits, of the key frame.
        """
        before, self._key_timestamp = self._key_timestamp, rtp_timestamp
        if before is None:
            return
        interval_s = ((rtp_timestamp - before) & _MASK) / self._clock_rate_hz
        if not 0.0 < interval_s <= LONGEST_INTERVAL_S:
            # The camera's clock jumped.
            self.interval_s, self.steady = None, False
            return
        known_s = self.interval_s
        self.steady = known_s is not None and abs(interval_s - known_s) < STEADY_S <= interval_s
        self.interval_s = interval_s

    def look_again(self) -> None:
        """Forget the last key frame, not the rhythm: others were passed over since."""
        self._key_timestamp = None

    def age_s(self, rtp_timestamp: int, newest_timestamp: int, longest_s: float) -> float:
        """Return how long ago a frame came that was read just now.

        Args:
            rtp_timestamp: Of the frame.
            newest_timestamp: Of the newest packet in the same reading.
            longest_s: Since the last reading; a camera's word counts no further.
        """
        ticks = (newest_timestamp - rtp_timestamp) & _MASK
        if ticks >= _HALF:
            return 0.0
        return min(ticks / self._clock_rate_hz, longest_s)

    def next_in_s(self, newest_timestamp: int, *, coming: bool) -> float:
        """Return how long to wait before the next reading.

        Args:
            newest_timestamp: Of the newest packet read so far.
            coming: Whether a key frame is half read.
        """
        if coming:
            return SOON_S
        if not self.steady or self.interval_s is None or self._key_timestamp is None:
            return self.period_s
        ticks = (newest_timestamp - self._key_timestamp) & _MASK
        if ticks >= _HALF:
            ticks = 0  # a picture shown before the key frame and sent behind it
        left_s = self.interval_s - ticks / self._clock_rate_hz + MARGIN_S
        if left_s <= self.steady_period_s:
            if left_s > SOON_S:
                return left_s
            if left_s > -OVERDUE_S:
                return SOON_S
            self.steady = False
            return self.period_s
        return left_s / ceil(left_s / self.steady_period_s)
