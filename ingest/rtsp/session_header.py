"""Session headers (RFC 2326 §12.37)."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_SESSION_TIMEOUT_S = 60
"""RFC 2326 §12.37."""
MAX_SESSION_TIMEOUT_S = 3600


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
    def parse(cls, text: str, before: SessionHeader | None = None) -> SessionHeader | None:
        """Read a Session header.

        Args:
            text: Its value. Firmware writes it with spaces anywhere, even inside the identifier.
            before: What an earlier answer said: many servers name the timeout once, at SETUP, and
                it goes on to hold.

        Returns:
            The session, or None if it names none. A missing or absurd timeout becomes the one
            before, else the default of 60 s.
        """
        identifier, *parts = (part.strip() for part in text.split(";"))
        if not identifier:
            return None
        timeout_s = DEFAULT_SESSION_TIMEOUT_S
        if before is not None and before.identifier == identifier:
            timeout_s = before.timeout_s
        for part in parts:
            name, _, value = part.partition("=")
            digits = value.strip()
            if name.strip().lower() == "timeout" and digits.isascii() and digits.isdigit():
                given_s = int(digits[:6])
                timeout_s = min(given_s, MAX_SESSION_TIMEOUT_S) if given_s >= 2 else timeout_s
        return cls(identifier, timeout_s)
