"""People in MOTChallenge text form."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import numpy as np

from sharp_eyes.bilingual import Bilingual
from simulators.replay.file_text import bad_rows, read_text
from simulators.replay.truth.true_people import NO_BOXES, Boxes, TruePeople

_STEP = Bilingual(
    "每行：frame,id,left,top,width,height,conf,…；"
    "人数用 .csv，事件用 .json（见 docs/guide/replay.md）",
    "each line: frame,id,left,top,width,height,conf,…; counts stand in a .csv, incidents in a "
    ".json (docs/guide/replay.md)",
)
_PEOPLE_CLASSES = frozenset({1, 2, 7})
"""Pedestrian, person on a vehicle, static person (MOT16 benchmark, arXiv 1603.00831, table 3)."""


def read_people(path: Path) -> dict[int, TruePeople]:
    """Read ``frame,id,left,top,width,height,conf,…`` lines; frames count from 1.

    The 2D MOT 2015 form has ten columns, the last three a place in the world. MOT16 and later have
    nine: behind ``conf`` stand the class and the visibility, and what is no person is ignored.
    ``conf`` 0 marks a box not to be considered.

    Raises:
        MissingPart: the file is not there.
        BadInput: it names each bad row.
    """
    found: dict[int, list[list[float]]] = defaultdict(list)
    ignored: dict[int, list[list[float]]] = defaultdict(list)
    faults: list[str] = []
    for line_number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = _numbers(line)
        if row is None or len(row) < 6:
            faults.append(
                f"{path.name}:{line_number}: 需要至少 6 个数字 / at least 6 numbers are needed "
                f"({line.strip()[:40]!r})"
            )
            continue
        frame, _person, left, top, width, height = row[:6]
        if frame < 1 or frame != int(frame) or width <= 0 or height <= 0:
            faults.append(
                f"{path.name}:{line_number}: 帧号从 1 起，宽高大于 0 / frames count from 1, width "
                f"and height are above 0 ({line.strip()[:40]!r})"
            )
            continue
        counts = len(row) < 7 or row[6] != 0
        if len(row) == 9:
            counts = counts and int(row[7]) in _PEOPLE_CLASSES
        box = [left, top, left + width, top + height]
        (found if counts else ignored)[int(frame)].append(box)
    if faults:
        raise bad_rows(path.name, faults, _STEP)
    return {
        frame: TruePeople(_boxes(found.get(frame)), _boxes(ignored.get(frame)))
        for frame in sorted({*found, *ignored})
    }


def _numbers(line: str) -> list[float] | None:
    parts = line.replace("\t", ",").replace(";", ",").split(",")
    if len(parts) == 1:
        parts = line.split()
    try:
        row = [float(part) for part in parts if part.strip()]
    except ValueError:
        return None
    return row if all(math.isfinite(value) for value in row) else None


def _boxes(rows: list[list[float]] | None) -> Boxes:
    return np.array(rows, np.float32) if rows else NO_BOXES
