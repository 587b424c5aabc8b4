"""Where the worker's frames come from, and who decodes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ingest.camera_source import CameraSource
from ingest.frame import DecodedFrame, KeyFrame
from ingest.health import CameraHealth
from sharp_eyes.node.health import CameraState


class FrameSource(Protocol):
    """Holds cameras open and gives out their newest key frames; ``FrameSupply`` in production."""

    async def start(self) -> None:
        """Start reading."""
        ...

    async def close(self) -> None:
        """End everything."""
        ...

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Make these the cameras; those that stay as they are notice nothing."""
        ...

    def fetch(self, camera_id: str, frames: int = 1) -> None:
        """Connect to a camera that is not held, until so many frames came; else do nothing.

        Of several who ask while it is under way, the most counts.
        """
        ...

    async def next_frame(self) -> KeyFrame:
        """Wait for a key frame of any camera and take it."""
        ...

    def camera_states(self) -> dict[str, CameraState]:
        """Return whether pictures come, by camera; much cheaper than ``health``."""
        ...

    def health(self) -> Mapping[str, CameraHealth]:
        """Return a snapshot of each camera by its id."""
        ...


class FrameDecoder(Protocol):
    """Decodes key frames; ``DecodePool`` in production."""

    async def decode(self, key_frame: KeyFrame) -> DecodedFrame:
        """Decode one key frame.

        Raises:
            DecodeFailed: it is damaged.
        """
        ...

    async def close(self) -> None:
        """End the threads."""
        ...
