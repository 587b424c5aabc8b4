"""Session headers (RFC 2326 §12.37)."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_SESSION_TIMEOUT_S = 60
"""RFC 2326 §12.37."""


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """Identity of an RTSP session.

    Attributes:
        identifier: Opaque text of the server.
        timeout_s: The server ends the session after this long without a sign of life.
    """

    identifier: str
    timeout_s: int

    @classmethod
    def parse(cls, text: str) -> SessionHeader:
        """Read a Session header; a missing or absurd timeout becomes the default of 60 s."""
        identifier, *parts = text.split(";")
        timeout_s = DEFAULT_SESSION_TIMEOUT_S
        for part in parts:
            name, _, value = part.partition("=")
            digits = value.strip()
            if name.strip().lower() == "timeout" and digits.isascii() and digits.isdigit():
                given_s = int(digits[:6])
                timeout_s = min(given_s, 3600) if given_s >= 2 else DEFAULT_SESSION_TIMEOUT_S
        return cls(identifier.strip(), timeout_s)
