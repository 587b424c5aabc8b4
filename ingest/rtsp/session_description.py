"""Session descriptions (SDP, RFC 8866), as far as RTSP needs them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.rtsp.media_description import MediaDescription

MAX_LINES = 2048
MAX_MEDIA = 32


@dataclass(slots=True)
class SessionDescription:
    """What a DESCRIBE answers.

    Attributes:
        control: Session-level ``a=control``; empty if not given.
        media: The media, in order.
    """

    control: str = ""
    media: list[MediaDescription] = field(default_factory=list)

    @classmethod
    def parse(cls, body: bytes) -> SessionDescription:
        """Read a session description.

        Cameras write sloppy SDP, so a line that cannot be read is passed over and never fails the
        whole; only ``m=``, ``a=control``, ``a=rtpmap`` and ``a=fmtp`` count.

        Args:
            body: The body of the answer; read as UTF-8, wrong bytes replaced.

        Returns:
            The description, without media if there are none.
        """
        session = cls()
        medium: MediaDescription | None = None
        text = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        for line in text.split("\n")[:MAX_LINES]:
            kind, equals, value = line.strip().partition("=")
            if not equals:
                continue
            if kind == "m":
                if len(session.media) >= MAX_MEDIA:
                    break
                medium = _parse_media(value)
                session.media.append(medium)
            elif kind == "a":
                name, _, argument = value.partition(":")
                _take_attribute(session, medium, name.strip().lower(), argument.strip())
        return session


def _parse_media(value: str) -> MediaDescription:
    words = value.split()
    medium = MediaDescription(kind=words[0].lower() if words else "")
    if len(words) > 2:
        medium.protocol = words[2].upper()
    medium.payload_types = [
        number for word in words[3:35] if (number := _payload_type(word)) is not None
    ]
    return medium


def _take_attribute(
    session: SessionDescription, medium: MediaDescription | None, name: str, argument: str
) -> None:
    if name == "control":
        if medium is None:
            session.control = argument
        else:
            medium.control = argument
    elif medium is not None and name in ("rtpmap", "fmtp"):
        first, _, rest = argument.partition(" ")
        payload_type = _payload_type(first)
        if payload_type is None:
            return
        if name == "rtpmap":
            encoding, _, rate = rest.strip().partition("/")
            rate = rate.partition("/")[0].strip()
            rate_hz = int(rate) if rate.isascii() and rate.isdigit() and len(rate) < 10 else 0
            medium.encodings[payload_type] = (encoding.strip().upper(), rate_hz)
        else:
            medium.formats[payload_type] = _parse_format(rest)


def _parse_format(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(";")[:64]:
        name, equals, value = part.partition("=")
        if equals:
            found[name.strip().lower()] = value.strip().strip('"')
    return found


def _payload_type(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= 127:
        return int(word)
    return None
