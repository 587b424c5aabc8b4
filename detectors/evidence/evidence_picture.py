"""One picture of an incident as a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np

from detectors.picture import Picture
from sharp_eyes.alert.evidence import EvidenceRole

JPEG_QUALITY = 85
MAX_SIDE_PX = 1280
"""Longer side of a picture; larger ones are made smaller, far under the 2 MiB the centre takes."""


@dataclass(frozen=True, slots=True)
class EvidencePicture:
    """A JPEG file named by its contents.

    Attributes:
        sha256: Of the bytes, 64 lower-case hexadecimal digits.
        role: What it shows.
        jpeg: The file's bytes, people masked.
    """

    sha256: str
    role: EvidenceRole
    jpeg: bytes

    @classmethod
    def of_jpeg(cls, jpeg: bytes, role: EvidenceRole) -> EvidencePicture:
        """Name a finished file."""
        return cls(hashlib.sha256(jpeg).hexdigest(), role, jpeg)

    @classmethod
    def of(cls, image: Picture, role: EvidenceRole) -> EvidencePicture:
        """Make the file from a picture whose people are masked already."""
        return cls.of_jpeg(to_jpeg(image), role)


def to_jpeg(image: Picture) -> bytes:
    """Encode at quality 85, at most 1280 px on the longer side."""
    scale = MAX_SIDE_PX / max(image.shape[:2])
    if scale < 1.0:
        size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    _done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()
