"""One ``m=`` section of a session description."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class MediaDescription:
    """One medium the server offers (RFC 8866 §5.14).

    Attributes:
        kind: ``video``, ``audio``, ``application`` …, lower case.
        protocol: ``RTP/AVP`` and its like.
        payload_types: RTP payload types in the order of preference.
        control: Value of ``a=control``; empty if not given.
        encodings: Payload type → (encoding name in upper case, clock rate in Hz), ``a=rtpmap``.
        formats: Payload type → format parameters with names in lower case, ``a=fmtp``.
    """

    kind: str
    protocol: str = ""
    payload_types: list[int] = field(default_factory=list)
    control: str = ""
    encodings: dict[int, tuple[str, int]] = field(default_factory=dict)
    formats: dict[int, dict[str, str]] = field(default_factory=dict)
