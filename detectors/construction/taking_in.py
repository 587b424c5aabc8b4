"""What a visit says of the place and of the changes on it, before anything is judged."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from detectors.construction.change_tracker import outline_contrast, rim_of, set_apart
from detectors.construction.comparison import difference
from detectors.construction.evidence_map import RESTLESS_FACTOR, UNSTABLE
from detectors.construction.lasting import Pace
from detectors.construction.place_memory import PlaceMemory
from detectors.construction.reference_bank import DIFFERENT, Likeness
from detectors.construction.scene import Scene
from detectors.construction.tracked_change import TrackedChange
from detectors.picture import BoolMap

USUAL_SHARE = 0.12
"""Share that a visit has in what is usual."""

MOSTLY = 0.5
"""A place doubtfully taken for a person or a vehicle at more of the latest visits than this is
scenery: nobody stands still for so long."""

REMEMBERED_VISITS = 8
"""Over so many visits the mean of what a change looks like runs."""

SAME_LIGHT_H = 1.0
"""Beyond this the light is another, and that a place looks otherwise than at the visit before says
nothing: of real structures only half the pixels looked the same five hours later."""


def passing(memory: PlaceMemory, doubtful: BoolMap) -> BoolMap:
    """Say what of the doubtful is no scenery, and learn from the visit what is."""
    usually = memory.usually_taken
    usually += np.float32(USUAL_SHARE) * (doubtful.astype(np.float32) - usually)
    passes: BoolMap = doubtful & (usually < MOSTLY)
    return passes


def steady(
    memory: PlaceMemory, scene: Scene, covered: BoolMap, at: datetime, pace: Pace
) -> BoolMap:
    """Say what looks as at the visit before, where that was shortly before in the same light."""
    before = memory.last.get(scene.infrared)
    if before is None:
        return ~covered
    if at - before[2] > timedelta(hours=pace.hours(SAME_LIGHT_H)):
        everywhere: BoolMap = np.ones_like(covered)
        return everywhere
    unlike = difference(before[0], scene)
    alike: BoolMap = unlike < np.maximum(UNSTABLE, memory.noise * RESTLESS_FACTOR)
    return alike & ~covered & ~before[1]


def describe(
    memory: PlaceMemory,
    track: TrackedChange,
    scene: Scene,
    likeness: Likeness,
    vehicles: BoolMap,
) -> None:
    """Bring up to date what a change looks like."""
    weight = 1.0 / min(REMEMBERED_VISITS, max(1, track.seen))
    rim = rim_of(track.mask)
    before = memory.bank.as_it_was(rim | track.mask, infrared=scene.infrared)
    if before is not None:
        apart = outline_contrast(rim, scene, before) + set_apart(track.mask, scene, before)
        track.appeared += (apart - track.appeared) * weight
    differs = likeness.measured[track.mask & likeness.told]
    if differs.size and not scene.infrared:
        differs = differs[differs > DIFFERENT]
        strength = float(differs.mean()) if differs.size else 0.0
        track.strength += (strength - track.strength) * weight
    if np.count_nonzero(vehicles & track.mask) >= 0.5 * np.count_nonzero(track.mask):
        track.vehicle_seen += 1


def out_of_picture(shift_px: tuple[float, float], size: tuple[int, int]) -> BoolMap:
    """Say what a picture moved by a shift does not show."""
    outside: BoolMap = np.zeros((size[1], size[0]), np.bool_)
    dx, dy = shift_px
    right, down = int(np.ceil(abs(dx))), int(np.ceil(abs(dy)))
    if dx > 0:
        outside[:, :right] = True
    elif dx < 0:
        outside[:, -right:] = True
    if dy > 0:
        outside[:down] = True
    elif dy < 0:
        outside[-down:] = True
    return outside
