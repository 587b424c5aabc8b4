"""The faults a picture may have."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from sharp_eyes.alert.severity import Severity

FaultUnit = Literal["share of picture", "s", "grey levels", "share"]


class PictureFault(StrEnum):
    """What is wrong with a picture, the gravest first: of several at once the first is named.

    The values are the quantities of the alerts' measurements.
    """

    BLACK = "black"
    FROZEN = "frozen"
    OVER_EXPOSED = "over_exposed"
    COVERED = "covered"
    VIEW_MOVED = "view_moved"
    BLURRED = "blurred"
    NOISE = "noise"
    COLOUR_CAST = "colour_cast"

    @property
    def blinds(self) -> bool:
        """Whether nothing that other detectors see in such a picture can be believed.

        A colour cast alone leaves shapes as they are.
        """
        return self is not PictureFault.COLOUR_CAST

    @property
    def severity(self) -> Severity:
        """2 (serious) where nothing can be seen, or not the place; 1 where the picture is bad."""
        bad_only = (PictureFault.BLURRED, PictureFault.NOISE, PictureFault.COLOUR_CAST)
        return Severity.MINOR if self in bad_only else Severity.SERIOUS

    @property
    def unit(self) -> FaultUnit:
        """Unit of its measurement."""
        return _UNITS[self]

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for the gravest."""
        return _ORDER[self]


_UNITS: dict[PictureFault, FaultUnit] = {
    PictureFault.BLACK: "grey levels",
    PictureFault.FROZEN: "s",
    PictureFault.OVER_EXPOSED: "share of picture",
    PictureFault.COVERED: "share of picture",
    PictureFault.VIEW_MOVED: "share",
    PictureFault.BLURRED: "share",
    PictureFault.NOISE: "grey levels",
    PictureFault.COLOUR_CAST: "grey levels",
}
_ORDER = {fault: rank for rank, fault in enumerate(PictureFault)}
