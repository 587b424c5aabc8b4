"""One coded picture out of a stream."""

from __future__ import annotations

from collections.abc import Callable


class AccessUnit:
    """A whole coded picture; units with lost packets are never made.

    Args:
        key: True if it can be decoded by itself.
        rtp_timestamp: 32 bits, in the track's clock rate.
        data: Annex B bytes, each NAL unit after a start code of 4 bytes; a key unit begins with its
            parameter sets even if the camera sent them only in the SDP. Or what makes them, for a
            unit that is put together only if somebody wants it; it may find it damaged and return
            no bytes.
        size_bytes: About how long the bytes are; their length without.

    Attributes:
        key: As given.
        rtp_timestamp: As given.
        size_bytes: As given.
    """

    __slots__ = ("_data", "key", "rtp_timestamp", "size_bytes")

    def __init__(
        self,
        key: bool,
        rtp_timestamp: int,
        data: bytes | Callable[[], bytes],
        size_bytes: int | None = None,
    ) -> None:
        self.key = key
        self.rtp_timestamp = rtp_timestamp
        self._data = data
        if size_bytes is None:
            size_bytes = len(data) if isinstance(data, bytes) else 0
        self.size_bytes = size_bytes

    @property
    def data(self) -> bytes:
        """The bytes; made at the first call, and from any thread."""
        data = self._data
        if not isinstance(data, bytes):
            data = self._data = data()
        return data
