"""What every peer can do."""

from __future__ import annotations

from typing import Protocol


class Peer(Protocol):
    """Reads all cameras and puts a mark in the book for every picture of ``WIDTH_PX`` it made."""

    def start(self) -> None:
        """Begin to open all cameras; does not wait."""
        ...

    def give_up_opening(self) -> None:
        """Open no more cameras; those that deliver go on."""
        ...

    def close(self) -> None:
        """End what is outside this process, in a few seconds."""
        ...
