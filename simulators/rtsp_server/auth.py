"""Who may see the cameras."""

from __future__ import annotations

from typing import Literal, Protocol

Verdict = Literal["ok", "stale", "no"]


class Auth(Protocol):
    """Challenges clients and checks what they answer."""

    def challenges(self, stale: bool = False) -> list[str]:
        """Return the values of the WWW-Authenticate lines of one refusal.

        Args:
            stale: Whether only the nonce was too old.
        """
        ...

    def check(self, authorization: str, method: str) -> Verdict:
        """Check an Authorization line.

        Args:
            authorization: The header's value, hostile until parsed.
            method: RTSP method of the request.

        Returns:
            ``ok``; ``stale`` when only the nonce is too old; ``no`` otherwise.
        """
        ...
