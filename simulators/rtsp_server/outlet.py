"""Where a session's bytes go."""

from __future__ import annotations

from collections.abc import Callable
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

    @property
    def direct(self) -> Callable[[bytearray], int] | None:
        """What a frame may be sent by while nothing is held back: a non-blocking ``send``.

        It returns how many bytes it took, the rest has to go to ``keep``; it raises ``OSError``.
        None where only ``send`` will do.
        """
        ...

    def keep(self, data: bytearray, sent: int) -> None:
        """Send later what ``direct`` did not take of ``data`` after its first ``sent`` bytes."""
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
