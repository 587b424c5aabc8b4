"""What a pixel is made of."""

from __future__ import annotations

from enum import IntEnum


class Stuff(IntEnum):
    """Material of a surface, as weather and infrared light treat it."""

    SKY = 0
    HILL = 1
    SOIL = 2
    PAVED = 3
    BUILT = 4
    LEAF = 5
    CROP = 6
    OBJECT = 7
