"""Light for painting surfaces without light."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Sun


class FlatSun(Sun):
    """A sun that shades nothing: surfaces are painted with their own colour and lit later."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(0.0, 60.0, 0.6)

    def shade(self, normal: npt.ArrayLike) -> float:
        """Return 1, whatever the normal."""
        del normal
        return 1.0

    def fall(self, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the points straight below: nothing throws a shadow while painting."""
        p = np.atleast_2d(np.asarray(points, np.float64)).copy()
        p[:, 2] = 0
        return p
