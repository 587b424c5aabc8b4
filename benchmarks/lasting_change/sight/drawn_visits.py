"""Series drawn to learn from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from simulators.lapse.frame_store import FrameWriter, read_frames
from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan
from simulators.lapse.lapse_renderer import DrawnVisit, LapseRenderer
from simulators.lapse.structure_planning import plan_structures

DAYS = 16
LEAST_STRUCTURES = 2

KINDS: Mapping[str, float] = {
    "house": 0.15,
    "frame": 0.17,
    "shed": 0.10,
    "canopy": 0.09,
    "prefab": 0.12,
    "wall": 0.10,
    "fence": 0.10,
    "earthwork": 0.06,
    "roof_floor": 0.07,
    "extension": 0.04,
}
"""Frames, walls and fences oftener than in a series that is reported: they are the hardest."""


def planned_series(seed: int) -> tuple[LapsePlan, LapseRenderer]:
    """Plan a series in which more is built than in one that is reported."""
    plan = LapsePlan.of(seed, DAYS)
    renderer = LapseRenderer(plan)
    plan_structures(plan, renderer.silhouette, KINDS, LEAST_STRUCTURES)
    plan.furnish()
    return plan, renderer


def drawn_visits(
    plan: LapsePlan, renderer: LapseRenderer, numbers: Iterable[int]
) -> Iterator[DrawnVisit]:
    """Yield visits, their frames as the camera's encoder leaves them."""
    with tempfile.TemporaryDirectory() as work:
        video = Path(work) / "visits.mkv"
        drawn = []
        with FrameWriter(video, WIDTH, HEIGHT, plan.quality) as writer:
            for number in numbers:
                visit = renderer.visit(number)
                for frame in visit.frames:
                    writer.write(frame)
                drawn.append(replace(visit, frames=()))
        frames = read_frames(video)
        for visit in drawn:
            yield replace(visit, frames=tuple(next(frames) for _ in visit.times))
