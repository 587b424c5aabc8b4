"""Rates of a stream, by its own timestamps."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.rtsp.access_unit import AccessUnit

WANTED_KEYS = 3
WANTED_S = 3.0
"""With three key frames: enough for two intervals, and for rates that hold."""
LONG_ENOUGH_S = 8.0
"""With two."""
BURST_S = 12.0
"""A server may begin with a whole group of pictures out of its memory."""


@dataclass(slots=True)
class StreamMeasure:
    """Takes units in and says what they make together.

    Attributes:
        clock_rate_hz: Unit of the timestamps.
        wanted_s: How much video is enough, with three key frames in it.
        odd_timestamps: Whether the camera's timestamps do not fit the time that passed; then rates
            are by arrival. Set by ``conclude``.
    """

    clock_rate_hz: int
    wanted_s: float = WANTED_S
    odd_timestamps: bool = False
    _first: int | None = None
    _arrived_s: list[float] = field(default_factory=list)
    _ticks: list[int] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)
    _keys: list[int] = field(default_factory=list)

    def take(self, unit: AccessUnit, arrived_s: float) -> None:
        """Take a unit in.

        Args:
            unit: In the order of decoding.
            arrived_s: By our monotonic clock.
        """
        if self._first is None:
            self._first = unit.rtp_timestamp
        ticks = (unit.rtp_timestamp - self._first) & 0xFFFF_FFFF
        if ticks >= 0x8000_0000:
            ticks -= 0x1_0000_0000
        if unit.key:
            self._keys.append(len(self._ticks))
        self._ticks.append(ticks)
        self._sizes.append(len(unit.data))
        self._arrived_s.append(arrived_s)

    @property
    def keys(self) -> int:
        """Key frames so far."""
        return len(self._keys)

    @property
    def units(self) -> int:
        """Pictures so far."""
        return len(self._ticks)

    @property
    def span_s(self) -> float:
        """From the first picture to the last."""
        if self.units < 2:
            return 0.0
        if self.odd_timestamps:
            return self._arrived_s[-1] - self._arrived_s[0]
        return (max(self._ticks) - min(self._ticks)) / self.clock_rate_hz

    @property
    def enough(self) -> bool:
        """Whether more would hardly change anything."""
        if self.keys >= WANTED_KEYS:
            return self.span_s >= self.wanted_s
        return self.keys >= 2 and self.span_s >= LONG_ENOUGH_S

    def conclude(self) -> None:
        """Compare the camera's timestamps with the time that passed."""
        if self.units < 2:
            return
        passed_s = self._arrived_s[-1] - self._arrived_s[0]
        span_s = self.span_s
        self.odd_timestamps = passed_s >= 2.0 and (
            span_s < 0.3 * passed_s or span_s > 1.5 * passed_s + BURST_S
        )

    @property
    def fps(self) -> float | None:
        """Pictures a second; none of fewer than five pictures."""
        begin, end = self._range()
        seconds = self._seconds(begin, end)
        if end - begin < 4 or seconds <= 0:
            return None
        return (end - begin) / seconds

    @property
    def bitrate_kbps(self) -> float | None:
        """Kilobits a second; over whole groups of pictures where there are any."""
        begin, end = self._range()
        seconds = self._seconds(begin, end)
        if seconds <= 0:
            return None
        return sum(self._sizes[begin:end]) / 125 / seconds

    @property
    def key_interval_s(self) -> float | None:
        """The longest time between two key frames; none of fewer than two."""
        pairs = zip(self._keys, self._keys[1:], strict=False)
        return max((self._seconds(one, other) for one, other in pairs), default=None)

    def _range(self) -> tuple[int, int]:
        if self.keys >= 2:
            return self._keys[0], self._keys[-1]
        return 0, max(0, self.units - 1)

    def _seconds(self, begin: int, end: int) -> float:
        if not self.units or end <= begin:
            return 0.0
        if self.odd_timestamps:
            return self._arrived_s[end] - self._arrived_s[begin]
        return (self._ticks[end] - self._ticks[begin]) / self.clock_rate_hz
