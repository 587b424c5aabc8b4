"""What clips are made with."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.worker.clips.clip_job import ClipJob
from ingest.worker.clips.clip_settings import ClipModel, ClipSettings


@dataclass(frozen=True, slots=True)
class ClipParts:
    """Of a worker that makes clips.

    Attributes:
        settings: Lengths and limits.
        model: Masks people.
        job: Makes one clip.
    """

    settings: ClipSettings
    model: ClipModel
    job: ClipJob
