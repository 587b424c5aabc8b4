"""Which parts of a picture the diagnosis may judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from detectors.geometry import polygon_map
from detectors.picture import BoolMap, GreyPicture
from sharp_eyes.registry.privacy_mask import PrivacyMask

MAP_WIDTH, MAP_HEIGHT = 160, 90
"""Size of the maps of edges; a pixel of it is 4 x 4 of a 640x360 picture."""

BLOCK = 10
"""Side of a block of the maps."""

BLOCKS_WIDE, BLOCKS_HIGH = MAP_WIDTH // BLOCK, MAP_HEIGHT // BLOCK

PRINT_WIDTH, PRINT_HEIGHT = 40, 22
"""Blocks of a fingerprint: 16 x 16 pixels of a 640x360 picture."""

LEAST_SEEN = 0.1
"""Where masks leave less of the picture than this, nothing can be said of it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What privacy masks leave of a picture, at the sizes that are looked at.

    Attributes:
        unseen: (90, 160); none where all is seen.
        blocks: (9, 16); a block that a mask touches is not seen.
        block_mask: uint8 (9, 16), 1 where seen; none where all of it is.
        prints: (22, 40), likewise.
        colour: uint8 (22, 40), 1 where seen; none where all of it is.
    """

    unseen: BoolMap | None
    blocks: BoolMap
    block_mask: GreyPicture | None
    prints: BoolMap
    colour: GreyPicture | None

    @classmethod
    def under(cls, masks: Sequence[PrivacyMask]) -> Seen:
        """Return what these masks leave; a border of two map pixels counts as masked."""
        fine = polygon_map([mask.polygon for mask in masks], MAP_WIDTH, MAP_HEIGHT)
        grown = cv2.dilate(fine.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)
        prints = _touched(grown, PRINT_WIDTH, PRINT_HEIGHT)
        blocks = ~_touched(grown, BLOCKS_WIDE, BLOCKS_HIGH)
        return cls(
            unseen=grown if masks else None,
            blocks=blocks,
            block_mask=blocks.astype(np.uint8) if masks else None,
            prints=~prints,
            colour=(~prints).astype(np.uint8) if masks else None,
        )

    @property
    def pixels(self) -> BoolMap:
        """(90, 160), what is seen; made when asked for."""
        if self.unseen is None:
            return np.ones((MAP_HEIGHT, MAP_WIDTH), np.bool_)
        return ~self.unseen

    @property
    def enough(self) -> bool:
        """Whether enough of the picture is left to judge it."""
        return float(self.pixels.mean()) >= LEAST_SEEN and bool(self.blocks.any())


def _touched(masked: BoolMap, width: int, height: int) -> BoolMap:
    share = cv2.resize(masked.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    touched: BoolMap = share > 0.0
    return touched
