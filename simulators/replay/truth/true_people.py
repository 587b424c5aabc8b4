"""The true people of one picture."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
"""(N, 4): left, top, right, bottom, px."""

NO_BOXES: Boxes = np.zeros((0, 4), np.float32)


@dataclass(frozen=True, slots=True)
class TruePeople:
    """Boxes of one picture.

    Attributes:
        boxes: People who are to be found.
        ignored: Boxes that are neither right nor wrong to find, such as those that the file marks
            as not to be considered.
        hidden: People who are there and count, but of whom too little can be seen to ask for a
            box; neither right nor wrong to find.
    """

    boxes: Boxes
    ignored: Boxes = field(default_factory=lambda: NO_BOXES)
    hidden: Boxes = field(default_factory=lambda: NO_BOXES)
