"""A picture on its way to the centre."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sharp_eyes.alert.evidence import JPEG, MP4, MediaType


@dataclass(frozen=True, slots=True)
class Picture:
    """A still or clip as a file, people masked before it came here (contract C7).

    Attributes:
        sha256: Of ``data``, 64 lower-case hexadecimal digits.
        data: The file's bytes.
        media_type: ``image/jpeg`` or ``video/mp4``.
    """

    sha256: str
    data: bytes = field(repr=False)
    media_type: MediaType = JPEG

    @classmethod
    def of(cls, data: bytes, media_type: MediaType = JPEG) -> Picture:
        """Name a file by its contents."""
        return cls(hashlib.sha256(data).hexdigest(), data, media_type)

    @property
    def is_clip(self) -> bool:
        """Whether it is a clip, for which no alert and no still waits."""
        return self.media_type == MP4
