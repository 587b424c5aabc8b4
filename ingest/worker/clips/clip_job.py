"""One clip, from a request to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ingest.worker.clips.clip_request import ClipRequest, ClipUnit


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A finished clip.

    Attributes:
        clip: An MP4 file, people masked.
        cpu_s: What it took.
    """

    clip: bytes = field(repr=False)
    cpu_s: float


class ClipJob(Protocol):
    """Makes clips; ``ClipProcess`` in production."""

    async def __call__(self, request: ClipRequest, units: Sequence[ClipUnit]) -> MadeClip:
        """Make one.

        Raises:
            ClipFailed: there is none.
        """
        ...
