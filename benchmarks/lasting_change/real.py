"""Recorded footage: nothing may be found in it, and what is drawn into it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.lasting_change import footage
from benchmarks.lasting_change.composite import STYLES, Composite
from benchmarks.lasting_change.series_run import CAMERA_ID
from detectors.construction.works_sight import WorksSight
from detectors.geometry import polygon_map
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.camera import Camera

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
EVERY = timedelta(minutes=10)
SIZE = (160, 90)
BEGINS, DONE, STEPS = 0.25, 0.70, 8
"""When the structure begins and is done, shares of the clip, and in how many steps it rises."""


@dataclass(frozen=True, slots=True)
class ClipResult:
    """One clip.

    Attributes:
        name: Of the file.
        visits: Visits made of it.
        false: Alerts with nothing drawn, and alerts elsewhere than on what was drawn.
        drawn: Structures drawn, one at a time.
        found: Of those.
    """

    name: str
    visits: int
    false: int
    drawn: int
    found: int


def run_clip(path: Path, model: ObjectModel, sight: WorksSight, structures: int) -> ClipResult:
    """Show one clip clean, then once for each structure."""
    pictures = list(footage.visits(path))
    _found, false = _watch(pictures, None, model, sight)
    found = 0
    for composite in composites(structures):
        hit, elsewhere = _watch(pictures, composite, model, sight)
        found += hit
        false += elsewhere
    return ClipResult(path.name, len(pictures), false, structures, found)


def composites(count: int) -> Sequence[Composite]:
    """Return structures of 4 to 14 % of the picture at places of chance."""
    random = np.random.default_rng(5)
    return [
        Composite(
            left=float(random.uniform(0.05, 0.6)),
            foot=float(random.uniform(0.55, 0.95)),
            width=float(random.uniform(0.18, 0.35)),
            height=float(random.uniform(0.2, 0.4)),
            style=STYLES[number % len(STYLES)],
            seed=number,
        )
        for number in range(count)
    ]


def _watch(
    pictures: Sequence[Picture],
    composite: Composite | None,
    model: ObjectModel,
    sight: WorksSight,
) -> tuple[bool, int]:
    """Return whether the structure was found, and how many alerts opened elsewhere."""
    detectors = CameraDetectors(_camera(), (), model, sight=sight)
    found, false = False, 0
    for number, picture in enumerate(pictures):
        progress = (number / len(pictures) - BEGINS) / (DONE - BEGINS)
        progress = float(np.ceil(np.clip(progress, 0, 1) * STEPS) / STEPS)
        detectors.visit_frame(picture if composite is None else composite.drawn(picture, progress))
        findings = detectors.look_construction(START + number * EVERY)
        outlines = detectors.construction_observations[0].outlines
        on_it = composite is not None and any(
            _lies_on(outline, composite, progress) for outline in outlines
        )
        found = found or on_it
        if any(one.phase is Phase.NEW for one in findings) and not on_it:
            false += 1
    return found, false


def _lies_on(
    outline: tuple[tuple[float, float], ...], composite: Composite, progress: float
) -> bool:
    own = polygon_map([outline], *SIZE)
    drawn = polygon_map([composite.polygon(max(progress, 0.05))], *SIZE)
    return bool(np.count_nonzero(own & drawn) >= 0.3 * max(1, int(np.count_nonzero(own))))


def _camera() -> Camera:
    return Camera.model_validate(
        {
            "id": CAMERA_ID,
            "name": "footage",
            "streams": {"sub": "rtsp://camera.invalid/8"},
            "place_type": "road",
            "analytics": {
                "frames_per_visit": 1,
                "zones": [{"id": "ground", "limits": {"kind": "construction"}}],
            },
        }
    )
