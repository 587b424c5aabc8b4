"""Making people unrecognisable in every picture of a clip, looking for them in some."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from detectors.masking.motion import MotionFinder
from detectors.masking.people_masker import (
    CELLS_PER_PICTURE,
    MASKING_THRESHOLD,
    PeopleMasker,
    grown_motion,
    pixelate,
)
from detectors.masking.privacy_masks import burn_privacy_masks
from detectors.models.detections import Detections
from detectors.models.object_model import ObjectModel
from detectors.picture import BoolMap, Picture
from sharp_eyes.registry.privacy_mask import PrivacyMask

LOOKS_KEPT = 2
"""A picture is masked by what was found in so many looks before it and so many after it: whom the
model misses once is seldom missed in all of them. Covering where somebody stood a moment ago costs
nothing."""


CELLS_PER_BOX = 4
"""A person is at most so many cells high, half a head more than a cell: coarser than in stills,
because many pictures of one person tell more than one."""

CELLS_PX = (16, 32, 64, 128)
"""Sizes of cells; each person gets the next larger one. So a picture is averaged a few times as a
whole, not once a box, and what several boxes cover is not smeared away."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    image: Picture
    moving: BoolMap | None
    look: int


@dataclass(frozen=True, slots=True)
class _Looked:
    image: Picture
    moving: BoolMap | None
    found: tuple[Detections, ...] | None


class ClipMasker:
    """Masks a clip's pictures one after the other; holds back the few that wait for a look.

    Args:
        model: Finds people; without one every picture is pixelated as a whole.
        privacy_masks: Burned in before anything else looks.
        every: People are looked for in each ``every``-th picture, and in the last.
    """

    def __init__(
        self, model: ObjectModel | None, privacy_masks: Sequence[PrivacyMask] = (), every: int = 4
    ) -> None:
        if every < 1:
            raise ValueError(f"every picture is the most there is: {every}")
        self._model = model
        self._privacy_masks = privacy_masks
        self._every = every
        self._boxes = PeopleMasker()

    def mask(self, images: Iterable[Picture]) -> Iterator[Picture]:
        """Mask pictures.

        Args:
            images: All of one size, in order of time; they are not changed.

        Yields:
            As many new pictures, in the same order.
        """
        for one in self._looked(images):
            cells = self._cells(one)
            masked = one.image.copy()
            for cell_px in CELLS_PX:
                where = cells == cell_px
                if where.any():
                    cv2.copyTo(pixelate(one.image, cell_px), where.astype(np.uint8), masked)
            yield masked

    def coverage(self, images: Iterable[Picture]) -> Iterator[BoolMap]:
        """Say for each picture which pixels ``mask`` makes unrecognisable."""
        for one in self._looked(images):
            covered: BoolMap = self._cells(one) > 0
            yield covered

    def _cells(self, one: _Looked) -> npt.NDArray[np.uint8]:
        """Return the size of the cell that each pixel is averaged into, 0 for none, in px."""
        height, width = one.image.shape[:2]
        coarse = _cell_px(-(-max(width, height) // CELLS_PER_PICTURE))
        if one.found is None or one.moving is None:
            # Without a picture beside it, what moves is unknown: then nothing of it is shown.
            return np.full((height, width), coarse, np.uint8)
        cells = np.zeros((height, width), np.uint8)
        if one.moving.any():
            cells[grown_motion(one.moving, width, height)] = coarse
        boxes = [
            box
            for found in one.found
            for box in self._boxes.covered_boxes(found.people(MASKING_THRESHOLD), one.image)
        ]
        for left, top, right, bottom in boxes:
            place = cells[top:bottom, left:right]
            np.maximum(place, _cell_px(-(-(bottom - top) // CELLS_PER_BOX)), out=place)
        return cells

    def _looked(self, images: Iterable[Picture]) -> Iterator[_Looked]:
        motion = MotionFinder()
        looks: list[Detections | None] = []
        waiting: deque[_Waiting] = deque()
        last: Picture | None = None
        for number, raw in enumerate(images):
            image = burn_privacy_masks(raw, self._privacy_masks)
            motion.look(image)
            moving = motion.moving()
            if number == 1:
                # What moved between the first two is in the one place in the first.
                waiting[0] = _Waiting(waiting[0].image, moving, 0)
            last = image
            if number % self._every == 0:
                looks.append(self._detect(image))
            waiting.append(_Waiting(image, moving, len(looks) - 1))
            while len(looks) - 1 >= waiting[0].look + LOOKS_KEPT:
                yield _with_looks(waiting.popleft(), looks)
        if last is not None:
            looks.append(self._detect(last))
        while waiting:
            yield _with_looks(waiting.popleft(), looks)

    def _detect(self, image: Picture) -> Detections | None:
        return None if self._model is None else self._model.detect(image, MASKING_THRESHOLD)


def _with_looks(one: _Waiting, looks: Sequence[Detections | None]) -> _Looked:
    first = max(0, one.look - LOOKS_KEPT + 1)
    near = looks[first : one.look + LOOKS_KEPT + 1]
    found = tuple(look for look in near if look is not None)
    return _Looked(one.image, one.moving, found if len(found) == len(near) else None)


def _cell_px(wanted_px: int) -> int:
    return next((size for size in CELLS_PX if size >= wanted_px), CELLS_PX[-1])
