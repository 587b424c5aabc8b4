"""The true people of ``vtest.avi``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simulators.replay.truth import mot_text
from simulators.replay.truth.true_people import Boxes


def read_people(path: Path) -> dict[int, Boxes]:
    """Read MOTChallenge text into boxes by frame, counted from 1.

    All of them: PETS 2009 S2.L1 marks 174 of its 4,650 boxes as not to be considered, but they are
    people who can be seen, and the published figures of this project count them.
    """
    return {
        frame: np.concatenate([people.boxes, people.ignored])
        for frame, people in mot_text.read_people(path).items()
    }
