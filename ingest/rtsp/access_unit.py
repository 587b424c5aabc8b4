"""One coded picture out of a stream."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """A whole coded picture; units with lost packets are never made.

    Attributes:
        key: True if it can be decoded by itself.
        rtp_timestamp: 32 bits, in the track's clock rate.
        data: Annex B bytes, each NAL unit after a start code of 4 bytes; a key unit begins with
            its parameter sets even if the camera sent them only in the SDP.
    """

    key: bool
    rtp_timestamp: int
    data: bytes = field(repr=False)
