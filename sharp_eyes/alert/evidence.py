"""A picture or clip named by its contents (contract C7)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""64 lower-case hexadecimal digits."""


JPEG: Literal["image/jpeg"] = "image/jpeg"
"""The media type of stills."""
MP4: Literal["video/mp4"] = "video/mp4"
"""The media type of clips: H.264 in MP4."""
MediaType = Literal["image/jpeg", "video/mp4"]
"""What evidence may be; nothing else is taken in or served."""


class EvidenceRole(StrEnum):
    """What a picture or clip shows of its incident.

    ``series`` is one of the dated pictures between before and after; ``clip`` is the seconds
    before and after the incident opened.
    """

    SCENE = "scene"
    BEFORE = "before"
    AFTER = "after"
    OUTLINE = "outline"
    SERIES = "series"
    CLIP = "clip"


class EvidenceStatus(StrEnum):
    """Whether the centre has the picture.

    ``pending`` is shown as "picture on its way", ``lost`` as "lost".
    """

    STORED = "stored"
    PENDING = "pending"
    LOST = "lost"


class Evidence(BaseModel):
    """One still or clip, people masked, as a file named by its sha256.

    Attributes:
        sha256: Of the file's bytes.
        role: What it shows.
        media_type: ``image/jpeg``, or ``video/mp4`` of a clip.
        status: Whether the centre had it when the alert was sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256
    role: EvidenceRole = EvidenceRole.SCENE
    media_type: MediaType = JPEG
    status: EvidenceStatus = EvidenceStatus.PENDING
