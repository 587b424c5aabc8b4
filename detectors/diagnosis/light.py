"""The kind of light in which a picture was taken."""

from __future__ import annotations

from enum import StrEnum

GREY_SPREAD = 3.0
"""Standard deviation of Cb and Cr (of 256) under which a picture has no colour: infrared pictures,
re-encoded at 3 to 40 kB, stay under 1.5; the palest day of the recordings at hand has 3.6."""

GREY_TINT = 8.0
"""Mean distance from neutral up to which a picture without colour is infrared, and not a cast."""

DARK_BELOW = 60.0
"""Mean brightness (of 255) under which a coloured picture is one of night or deep dusk."""


class Light(StrEnum):
    """What is usual at a camera differs between these, so each is learned by itself."""

    DAY = "day"
    DARK = "dark"
    INFRARED = "infrared"

    @classmethod
    def of(cls, brightness: float, spread: float, tint: float) -> Light:
        """Tell the kind of light.

        Args:
            brightness: Mean luma, 0 to 255.
            spread: Standard deviation of the chroma, grey levels.
            tint: Distance of the mean chroma from neutral, grey levels.
        """
        if spread < GREY_SPREAD and tint < GREY_TINT:
            return cls.INFRARED
        return cls.DARK if brightness < DARK_BELOW else cls.DAY
