"""Where a session's bytes go."""

from __future__ import annotations

from typing import Protocol


class Outlet(Protocol):
    """Takes interleaved packets (RFC 2326, 10.12), one or more whole frames at a time."""

    def send(self, data: bytes | bytearray) -> bool:
        """Send at once, without keeping ``data`` itself.

        Args:
            data: Whole interleaved packets; the buffer is the caller's and changes later.

        Returns:
            False when nothing of it could be sent, because the client reads too slowly.
        """
        ...

    def cut(self) -> None:
        """End the connection without a word."""
        ...

    def freeze(self) -> None:
        """Stop reading what the client sends; the connection stays open."""
        ...

    def close(self) -> None:
        """Let go of what belongs to this session alone."""
        ...
