"""How a codec's frames are cut into RTP packets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.webrtc.encoded_key_frame import EncodedKeyFrame


@dataclass(frozen=True, slots=True)
class PayloadHint:
    """What one packet tells by itself.

    Attributes:
        begins: It is surely the first packet of its frame.
        key: Its frame may be a key frame.
    """

    begins: bool
    key: bool


class PayloadFormat(Protocol):
    """One stream's codec; may keep what later key frames need (parameter sets)."""

    def hint(self, payload: bytes) -> PayloadHint:
        """Look at one payload; cheap, never raises, whatever the bytes are."""
        ...

    def key_frame(self, rtp_timestamp: int, payloads: Sequence[bytes]) -> EncodedKeyFrame | None:
        """Put a frame together.

        Args:
            rtp_timestamp: Of all its packets.
            payloads: Of all its packets in order, none missing; empty ones (padding) are skipped.

        Returns:
            The key frame, or None if it is none, or damaged.
        """
        ...
