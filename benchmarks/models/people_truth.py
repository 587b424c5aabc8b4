"""The true people of ``vtest.avi``."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
NO_BOXES: Boxes = np.zeros((0, 4), np.float32)


def read_people(path: Path) -> dict[int, Boxes]:
    """Read ``frame,id,left,top,width,height,…`` lines into boxes by frame, counted from 1.

    All of them: PETS 2009 S2.L1 marks 174 of its 4,650 boxes as not to be considered, but they are
    people who can be seen, and the published figures of this project count them.
    """
    rows: dict[int, list[list[float]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        frame, _, left, top, width, height = (float(part) for part in line.split(",")[:6])
        rows[int(frame)].append([left, top, left + width, top + height])
    return {frame: np.array(boxes, np.float32) for frame, boxes in rows.items()}
