"""A picture on its way to the centre."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

MAX_PICTURE_BYTES = 2 * 1024 * 1024
"""The centre takes no larger one (``PUT /api/v1/node/evidence/{sha256}``)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A still as a file, people masked before it came here (contract C7).

    Attributes:
        sha256: Of ``data``, 64 lower-case hexadecimal digits.
        data: The file's bytes.
        media_type: ``image/jpeg``.
    """

    sha256: str
    data: bytes = field(repr=False)
    media_type: str = "image/jpeg"

    @classmethod
    def of(cls, data: bytes, media_type: str = "image/jpeg") -> Picture:
        """Name a file by its contents."""
        return cls(hashlib.sha256(data).hexdigest(), data, media_type)
