"""How much that is no picture is borne of a stream."""

from __future__ import annotations

from ingest.errors import RtspProtocolError
from sharp_eyes.bilingual import Bilingual

MAX_GARBAGE_BYTES = 256 * 1024
"""Of bytes that are neither packet nor message since the last whole picture."""


class Patience:
    """Counts what is no video since the last whole picture; too much of it ends the stream.

    Args:
        address: Of the camera, without password, for the error.

    Attributes:
        garbage_bytes: Bytes so far that were neither packet nor message.
        in_step: Whether none of them came since the last whole picture.
    """

    __slots__ = ("_address", "_idle_bytes", "garbage_bytes", "in_step")

    def __init__(self, address: str) -> None:
        self._address = address
        self._idle_bytes = 0
        self.garbage_bytes = 0
        self.in_step = True

    def picture_came(self) -> None:
        """Begin anew: a picture is whole."""
        self._idle_bytes = 0
        self.in_step = True

    def garbage(self, size: int, packets: int) -> None:
        """Count bytes that are neither packet nor message; see ``spend``."""
        self.garbage_bytes += size
        self.in_step = self.in_step and size == 0
        self.spend(size, packets)

    def spend(self, size: int, packets: int) -> None:
        """Count bytes that are no video.

        Args:
            size: How many.
            packets: Video packets so far, for the error.

        Raises:
            RtspProtocolError: that is too many without a picture.
        """
        self._idle_bytes += size
        if self._idle_bytes > MAX_GARBAGE_BYTES:
            raise RtspProtocolError(
                self._address,
                Bilingual(
                    zh=f"连续 {self._idle_bytes} 字节没有视频",
                    en=f"{self._idle_bytes} bytes that are no video",
                ),
                packet=packets,
            )
