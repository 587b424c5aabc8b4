"""Making people unrecognisable, strongly enough not to be undone (SAFEGUARDS)."""

from __future__ import annotations

import cv2
import numpy as np

from detectors.models.detections import Detections
from detectors.picture import BoolMap, Picture

MASKING_THRESHOLD = 0.08
"""Score from which a box is masked: SAFEGUARDS ask for .15 at most. Covering a bush costs nothing,
showing a person does."""

MARGIN = 0.2
"""Share of a box's width and height added on each side."""

MIN_MARGIN_PX = 4

CELLS_PER_BOX = 6
"""A person is at most this many cells high: a face of 1/7 of the height is about one cell."""

MIN_CELL_PX = 8
"""Smallest cell; also what a small picture gets."""

CELLS_PER_PICTURE = 32
"""Cells over the longer side where no box says how large people are (motion, no model)."""

MOTION_REACH = 0.012
"""How far a moving region is grown, as a share of the picture's longer side."""


class PeopleMasker:
    """Averages people away into coarse cells, then blurs the cells' borders.

    Averaging throws the detail away for good; the blur only takes away the hard borders that look
    like detail.
    """

    def mask(
        self, image: Picture, detections: Detections | None, moving: BoolMap | None = None
    ) -> Picture:
        """Mask people.

        Args:
            image: The picture; it is not changed.
            detections: What the object model found at ``MASKING_THRESHOLD`` or less; none when
                there is no model: then the whole picture is masked.
            moving: What moved, of any size with the picture's shape; masked as well.

        Returns:
            A new picture of the same size.
        """
        if detections is None:
            return self._coarse(image)
        masked = image.copy()
        if moving is not None and moving.any():
            where = grown_motion(moving, image.shape[1], image.shape[0])
            cv2.copyTo(self._coarse(image), where.astype(np.uint8), masked)
        people = detections.people(MASKING_THRESHOLD)
        for left, top, right, bottom in self.covered_boxes(people, image):
            # Out of what is masked already: a fine cell must not uncover what a coarse one hid.
            region = masked[top:bottom, left:right]
            cell = max(MIN_CELL_PX, -(-(bottom - top) // CELLS_PER_BOX))
            masked[top:bottom, left:right] = pixelate(region, cell)
        return masked

    def coverage(
        self, image: Picture, detections: Detections, moving: BoolMap | None = None
    ) -> BoolMap:
        """Say which pixels ``mask`` makes unrecognisable."""
        height, width = image.shape[:2]
        covered: BoolMap = np.zeros((height, width), np.bool_)
        if moving is not None and moving.any():
            covered |= grown_motion(moving, width, height)
        for left, top, right, bottom in self.covered_boxes(
            detections.people(MASKING_THRESHOLD), image
        ):
            covered[top:bottom, left:right] = True
        return covered

    def covered_boxes(self, people: Detections, image: Picture) -> list[tuple[int, int, int, int]]:
        """Grow the boxes and clip them to the picture: left, top, right, bottom in whole px."""
        height, width = image.shape[:2]
        grown: list[tuple[int, int, int, int]] = []
        for left, top, right, bottom in people.boxes.tolist():
            margin_x = max(MIN_MARGIN_PX, (right - left) * MARGIN)
            margin_y = max(MIN_MARGIN_PX, (bottom - top) * MARGIN)
            box = (
                max(0, int(left - margin_x)),
                max(0, int(top - margin_y)),
                min(width, int(right + margin_x) + 1),
                min(height, int(bottom + margin_y) + 1),
            )
            if box[0] < box[2] and box[1] < box[3]:
                grown.append(box)
        return grown

    def _coarse(self, image: Picture) -> Picture:
        longer = max(image.shape[:2])
        return pixelate(image, max(MIN_CELL_PX, -(-longer // CELLS_PER_PICTURE)))


def grown_motion(moving: BoolMap, width: int, height: int) -> BoolMap:
    """Grow what moved and bring it to a picture's size.

    Args:
        moving: From ``MotionFinder``.
        width: Of the picture, px.
        height: Of the picture, px.
    """
    reach = max(2, round(max(moving.shape) * MOTION_REACH))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    grown = cv2.dilate(moving.astype(np.uint8), kernel)
    # Any touch of the small map covers the whole place in the large one.
    return cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.bool_)


def pixelate(region: Picture, cell_px: int) -> Picture:
    """Average a picture away into cells, and blur the cells' borders.

    Args:
        region: Blue, green, red.
        cell_px: Side of a cell.
    """
    height, width = region.shape[:2]
    cells = (max(1, width // cell_px), max(1, height // cell_px))
    small = cv2.resize(region, cells, interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    blur = cell_px // 2 * 2 + 1
    blurred = cv2.blur(large, (blur, blur), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.uint8)
