"""A key frame put together from RTP packets."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.codec import Codec


@dataclass(frozen=True, slots=True)
class EncodedKeyFrame:
    """A whole key frame, not decoded.

    Attributes:
        codec: ``H264`` or ``VP8``.
        rtp_timestamp: 32 bits, 90 kHz.
        width: Pixels, or None if the stream does not say so readably.
        height: Pixels, or None.
        data: H.264: Annex B bytes, parameter sets in front. VP8: the frame as in RFC 6386 §9.1.
    """

    codec: Codec
    rtp_timestamp: int
    width: int | None
    height: int | None
    data: bytes = field(repr=False)
