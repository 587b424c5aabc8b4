"""What is built in a series: kinds, places, sizes, dates, permits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.earthwork import Earthwork
from simulators.lapse.frame_building import FrameBuilding
from simulators.lapse.lapse_plan import LapsePlan
from simulators.lapse.long_wall import LongWall
from simulators.lapse.masonry import Masonry
from simulators.lapse.place import overlap
from simulators.lapse.planned_structure import PlannedStructure
from simulators.lapse.prefab import Prefab
from simulators.lapse.shed import Shed
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.scenes.scene import Polygon

Mask = npt.NDArray[np.bool_]
Silhouette = Callable[[Structure], Mask]
_KINDS = (
    "house",
    "house",
    "frame",
    "shed",
    "canopy",
    "prefab",
    "wall",
    "fence",
    "earthwork",
    "roof_floor",
    "roof_floor",
    "extension",
)
_TRIES = 14


def plan_structures(plan: LapsePlan, silhouette: Silhouette) -> None:
    """Fill in the structures of a plan.

    Args:
        plan: With its place and its dates.
        silhouette: Returns where a finished structure would be seen, shape (h, w).
    """
    r = np.random.default_rng([plan.seed, 21])
    count = int(r.choice([0, 1, 1, 1, 2]))
    for number in range(count):
        wanted = float(np.exp(r.uniform(np.log(0.006), np.log(0.15))))
        best: tuple[float, Structure] | None = None
        for _ in range(_TRIES):
            structure = _candidate(r, plan)
            if structure is None:
                continue
            share = float(silhouette(structure).mean())
            if share < 0.003 or share > 0.25:
                continue
            miss = abs(float(np.log(share / wanted)))
            if best is None or miss < best[0]:
                best = (miss, structure)
            if miss < 0.25:
                break
        if best is None:
            continue
        structure = best[1]
        days = float(r.uniform(structure.fast_days, structure.slow_days))
        latest = max(1.5, plan.days - min(days, 4.0) - 2.5)
        begin = plan.first + timedelta(days=float(r.uniform(1.2, latest)))
        pauses = frozenset(int(d) for d in range(1, 20) if r.random() < 0.12)
        plan.structures.append(PlannedStructure(f"s{number + 1}", structure, begin, days, pauses))
        if structure.spot.base_m < 0.5:
            plan.place.blocked.append(structure.footprint(0.5))


def _candidate(r: np.random.Generator, plan: LapsePlan) -> Structure | None:
    place = plan.place
    kind = str(r.choice(_KINDS))
    if kind in ("roof_floor", "extension"):
        houses = [h for h in place.village.houses if h.y_m < 45]
        if not houses:
            return None
        house = houses[int(r.integers(len(houses)))]
        spot = Spot(house.x_m, house.y_m, house.turn_deg)
        if kind == "roof_floor":
            if house.roof != "flat":
                return None
            wide = house.wide_m * float(r.uniform(0.5, 0.95))
            slide = float(r.uniform(-1, 1)) * (house.wide_m - wide) / 2
            deep = house.deep_m * float(r.uniform(0.6, 0.9))
            x, y, _ = spot.at(slide, float(r.uniform(0, house.deep_m - deep)), 0)
            on = Spot(float(x), float(y), house.turn_deg, house.high_m + 0.05)
            return Masonry(r, kind, on, wide, deep, 1, False, bool(r.random() < 0.5))
        wide, deep = float(r.uniform(2.5, 5)), float(r.uniform(2.5, 4.5))
        side = 1 if r.random() < 0.5 else -1
        front = bool(r.random() < 0.5)
        along = side * (house.wide_m - wide) / 2 if front else side * (house.wide_m + wide) / 2
        x, y, _ = spot.at(along, -deep - 0.05 if front else 0.4, 0)
        if y - deep / 2 < place.road[1] + 1:
            return None
        at = Spot(float(x), float(y), house.turn_deg)
        shape = at.footprint(wide, deep)
        if any(overlap(shape, other) for other in place.blocked):
            return None
        return Masonry(r, kind, at, wide, deep, 1, False, bool(r.random() < 0.6))
    y = float(r.uniform(place.road[1] + 2, 38))
    x = float(r.uniform(-0.95, 0.95)) * place.reach(y)
    spot = Spot(x, y, float(r.choice([0.0, r.uniform(-25, 25)])))
    structure: Structure
    if kind == "house":
        storeys = int(r.choice([1, 2, 2]))
        structure = Masonry(
            r,
            kind,
            spot,
            float(r.uniform(5, 11)),
            float(r.uniform(4.5, 7)),
            storeys,
            bool(r.random() < 0.6),
            bool(r.random() < 0.7),
        )
    elif kind in ("shed", "canopy"):
        structure = Shed(r, spot, float(r.uniform(4, 12)), float(r.uniform(3, 7)), kind == "canopy")
    elif kind == "frame":
        structure = FrameBuilding(r, spot, int(r.integers(2, 5)), int(r.choice([1, 2, 2, 3])))
    elif kind == "earthwork":
        structure = Earthwork(r, spot, float(r.uniform(6, 15)), float(r.uniform(5, 11)))
    elif kind == "prefab":
        structure = Prefab(r, spot, int(r.integers(1, 5)), int(r.choice([1, 1, 2])))
    else:
        structure = LongWall(
            r, spot, float(r.uniform(6, 16)), float(r.uniform(4, 9)), kind == "fence"
        )
    if not place.free(structure.footprint(0.4)):
        return None
    return structure


def outline(mask: Mask, shift: tuple[float, float] = (0.0, 0.0)) -> Polygon:
    """Return the outline of a mask's largest part, corners (u, v) 0..1; empty without any.

    Args:
        mask: Shape (h, w).
        shift: Added to columns and rows, pixels.
    """
    if not mask.any():
        return ()
    h, w = mask.shape
    whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea)
    points = cv2.approxPolyDP(largest, 1.5, True)[:, 0]
    if len(points) < 3:
        x, y, wide, high = cv2.boundingRect(largest)
        points = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]])
    moved = points + 0.5 + np.array(shift)
    return tuple(
        (round(float(np.clip(x / w, 0, 1)), 4), round(float(np.clip(y / h, 0, 1)), 4))
        for x, y in moved
    )
