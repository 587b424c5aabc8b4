"""A still in which nobody can be recognised."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2

from detectors.masking.motion import MotionFinder
from detectors.masking.people_masker import MASKING_THRESHOLD, PeopleMasker
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from sharp_eyes.finding.still_masking import StillMasking

WIDTH_PX = 640
JPEG_QUALITY = 80


@dataclass(frozen=True, slots=True)
class MaskedStill:
    """A still.

    Attributes:
        jpeg: JPEG bytes, without metadata.
        masking: What of it was masked.
    """

    jpeg: bytes = field(repr=False)
    masking: StillMasking


def masked_still(
    former: Picture | None, latest: Picture, model: ObjectModel | None, *, whole: bool
) -> MaskedStill:
    """Make people unrecognisable, by the model and by what moved.

    Args:
        former: The same view some seconds before, BGR uint8 of the same shape; without it nobody
            knows what moves, and the whole picture is masked.
        latest: The picture, BGR uint8 (height, width, 3).
        model: Finds people; without it the whole picture is masked.
        whole: Mask the whole picture in any case.
    """
    masker = PeopleMasker()
    moving = None
    if not whole and former is not None and former.shape == latest.shape:
        motion = MotionFinder()
        motion.look(former)
        motion.look(latest)
        moving = motion.moving()
    if whole or model is None or moving is None:
        made, masking = masker.mask(latest, None), StillMasking.WHOLE
    else:
        found = model.detect(latest, MASKING_THRESHOLD)
        made, masking = masker.mask(latest, found, moving), StillMasking.PEOPLE
    _done, encoded = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return MaskedStill(encoded.tobytes(), masking)
