"""The one medium of a session that we ask for."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from ingest.codec import Codec
from ingest.rtsp.media_description import MediaDescription
from ingest.rtsp.session_description import SessionDescription

MAX_PARAMETER_SET_BYTES = 4096
MAX_PARAMETER_SETS = 32
DEFAULT_CLOCK_RATE_HZ = 90_000
"""RFC 6184 §8.2.1 and RFC 7798 §7.1: video over RTP counts in 90 kHz."""
_ENCODINGS = {"H264": Codec.H264, "H265": Codec.H265, "HEVC": Codec.H265}


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """A video medium in a codec we read.

    Attributes:
        codec: Its codec.
        payload_type: RTP payload type of its packets.
        clock_rate_hz: Unit of its RTP timestamps.
        control: ``a=control`` of the medium, as given.
        parameter_sets: SPS and PPS (H.264) or VPS, SPS and PPS (H.265) out of the description, each
            one NAL unit without start code; empty if they come only in the stream.
    """

    codec: Codec
    payload_type: int
    clock_rate_hz: int
    control: str
    parameter_sets: tuple[bytes, ...]

    @classmethod
    def pick(cls, session: SessionDescription) -> VideoTrack | None:
        """Return the first readable video medium, or None if there is none."""
        for medium in session.media:
            # RTP/SAVP and its like are encrypted by keys that we do not exchange.
            if medium.kind != "video" or "SAVP" in medium.protocol:
                continue
            for payload_type in medium.payload_types:
                name, rate_hz = medium.encodings.get(payload_type, ("", 0))
                codec = _ENCODINGS.get(name)
                if codec is not None:
                    return cls(
                        codec,
                        payload_type,
                        rate_hz or DEFAULT_CLOCK_RATE_HZ,
                        medium.control,
                        _parameter_sets(codec, _format(session, medium, payload_type)),
                    )
        return None


def describe_offer(session: SessionDescription) -> str:
    """Say in a few words what a session offers, for messages."""
    offers = [_describe(medium) for medium in session.media[:8]]
    return ", ".join(offers) or "nothing"


def _describe(medium: MediaDescription) -> str:
    names = [medium.encodings.get(number, (str(number), 0))[0] for number in medium.payload_types]
    text = f"{medium.kind[:20]} {'/'.join(name[:20] for name in names[:4])}".strip()
    encrypted = " (SRTP)" if "SAVP" in medium.protocol else ""
    # The camera's own words go into logs and onto pages.
    return "".join(letter for letter in text if letter.isprintable()) + encrypted


def _format(
    session: SessionDescription, medium: MediaDescription, payload_type: int
) -> dict[str, str]:
    """Return a payload type's parameters; some firmware writes them under another medium."""
    own = medium.formats.get(payload_type)
    if own is not None:
        return own
    others = (other.formats.get(payload_type) for other in session.media)
    return next((found for found in others if found is not None), {})


def _parameter_sets(codec: Codec, parameters: dict[str, str]) -> tuple[bytes, ...]:
    if codec is Codec.H264:
        names = ["sprop-parameter-sets"]  # RFC 6184 §8.1
    else:
        names = ["sprop-vps", "sprop-sps", "sprop-pps"]  # RFC 7798 §7.1
    found: list[bytes] = []
    for name in names:
        for text in parameters.get(name, "").split(","):
            unit = _decode(text)
            if unit:
                found.append(unit)
    return tuple(found[:MAX_PARAMETER_SETS])


def _decode(text: str) -> bytes:
    """Decode base64 as cameras write it: padding forgotten, start code left in front."""
    text = text.strip()
    if not text or len(text) > 2 * MAX_PARAMETER_SET_BYTES:
        return b""
    text = text.rstrip("=")
    try:
        unit = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
    for start_code in (b"\0\0\0\1", b"\0\0\1"):
        unit = unit.removeprefix(start_code)
    return unit
