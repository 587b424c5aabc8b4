"""A picture named by its contents (contract C7)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""64 lower-case hexadecimal digits."""


class EvidenceRole(StrEnum):
    """What a picture shows of its incident."""

    SCENE = "scene"
    BEFORE = "before"
    AFTER = "after"
    OUTLINE = "outline"


class EvidenceStatus(StrEnum):
    """Whether the centre has the picture.

    ``pending`` is shown as "picture on its way", ``lost`` as "lost".
    """

    STORED = "stored"
    PENDING = "pending"
    LOST = "lost"


class Evidence(BaseModel):
    """One still, people masked, as a file named by its sha256.

    Attributes:
        sha256: Of the file's bytes.
        role: What it shows.
        media_type: ``image/jpeg``.
        status: Whether the centre had it when the alert was sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256
    role: EvidenceRole = EvidenceRole.SCENE
    media_type: str = "image/jpeg"
    status: EvidenceStatus = EvidenceStatus.PENDING
