"""What is built in a series: kinds, places, sizes, dates, permits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import cv2
import numpy as np
import numpy.typing as npt
from shapely.geometry import Polygon as Shape

from simulators.lapse.demolition import Demolition
from simulators.lapse.earthwork import Earthwork
from simulators.lapse.frame_building import FrameBuilding
from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan
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
KINDS: Mapping[str, float] = {
    "house": 0.19,
    "frame": 0.11,
    "shed": 0.12,
    "canopy": 0.09,
    "prefab": 0.12,
    "wall": 0.08,
    "fence": 0.06,
    "earthwork": 0.08,
    "roof_floor": 0.09,
    "extension": 0.06,
}
"""How often each kind is tried first."""

_TRIES = 60
_MEASURED = 4
_MOST_CORNERS = 64


def plan_structures(
    plan: LapsePlan,
    silhouette: Silhouette,
    kinds: Mapping[str, float] = KINDS,
    least: int = 0,
) -> None:
    """Fill in the structures of a plan.

    Args:
        plan: With its place and its dates.
        silhouette: Returns where a structure would be seen, shape (h, w).
        kinds: How often each kind is tried first; together 1.
        least: So many are tried at least, where a detector is to learn from the series.
    """
    r = np.random.default_rng([plan.seed, 21])
    count = int(r.choice([0, 1, 2, 3], p=[0.2, 0.5, 0.24, 0.06]))
    if plan.doomed is not None:
        count = min(count, 1)
        _add(plan, r, Demolition(plan.doomed))
    for _ in range(max(count, least)):
        wanted = float(np.exp(r.uniform(np.log(0.006), np.log(0.16))))
        tried = r.choice(list(kinds), 4, replace=False, p=list(kinds.values()))
        for kind in tried.tolist():
            found = _fitting(plan, r, kind, wanted, silhouette)
            if found is not None:
                _add(plan, r, found)
                break


def _fitting(
    plan: LapsePlan, r: np.random.Generator, kind: str, wanted: float, silhouette: Silhouette
) -> Structure | None:
    """Return a structure of a kind whose share of the picture is about the wanted one."""
    best: tuple[float, Structure] | None = None
    measured = 0
    for _ in range(_TRIES):
        structure = _candidate(r, plan, kind, wanted)
        if structure is None:
            continue
        measured += 1
        share = float(silhouette(structure).mean())
        if 0.003 <= share <= 0.25:
            miss = abs(float(np.log(share / wanted)))
            if best is None or miss < best[0]:
                best = (miss, structure)
            if miss < 0.35:
                break
        if measured >= _MEASURED:
            break
    # Rather another kind than one of quite another size.
    return best[1] if best is not None and best[0] < 1.2 else None


def _add(plan: LapsePlan, r: np.random.Generator, structure: Structure) -> None:
    days = float(r.uniform(structure.fast_days, structure.slow_days))
    latest = max(1.5, plan.days - min(days, 4.0) - 2.5)
    begin = plan.first + timedelta(days=float(r.uniform(1.2, latest)))
    pauses = frozenset(int(d) for d in range(1, 20) if r.random() < 0.12)
    name = f"s{len(plan.structures) + 1}"
    plan.structures.append(PlannedStructure(name, structure, begin, days, pauses))
    if structure.spot.base_m < 0.5:
        plan.place.blocked.append(structure.footprint(0.5))


def _candidate(
    r: np.random.Generator, plan: LapsePlan, kind: str, wanted: float
) -> Structure | None:
    place = plan.place
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
    y = float(r.uniform(place.road[1] + 1.5, 26) if r.random() < 0.7 else r.uniform(20, 40))
    x = place.across(y, float(r.uniform(-0.95, 0.95)))
    spot = Spot(x, y, float(r.choice([0.0, r.uniform(-25, 25)])))
    return _free_standing(r, plan, kind, spot, wanted)


def _free_standing(
    r: np.random.Generator, plan: LapsePlan, kind: str, spot: Spot, wanted: float
) -> Structure | None:
    """Choose measures first: painting surfaces is dear, and most spots are taken."""
    storeys, bays = int(r.choice([1, 2, 2, 3])), int(r.integers(1, 5))
    two = min(storeys, 2)
    wide, deep, high = {
        "house": (float(r.uniform(5, 11)), float(r.uniform(4.5, 7)), 3.4 * two),
        "shed": (float(r.uniform(4, 12)), float(r.uniform(3, 7)), 3.2),
        "canopy": (float(r.uniform(4, 12)), float(r.uniform(3, 7)), 3.2),
        "frame": ((bays + 1) * 3.2, 6.4, 3.1 * storeys),
        "earthwork": (float(r.uniform(6, 15)), float(r.uniform(5, 11)), 0.8),
        "prefab": (bays * 3.0, 5.0, 2.8 * (1 + (storeys == 3))),
        "wall": (float(r.uniform(6, 16)), float(r.uniform(4, 9)), 1.6),
        "fence": (float(r.uniform(6, 16)), float(r.uniform(4, 9)), 1.6),
    }[kind]
    if not plan.place.free(spot.footprint(wide, deep, 0.4)):
        return None
    if abs(float(np.log(_rough_share(plan, spot.box(wide, deep, 0, high)) / wanted))) > 1.0:
        return None
    if kind == "house":
        gable, plastered = bool(r.random() < 0.6), bool(r.random() < 0.7)
        return Masonry(r, kind, spot, wide, deep, two, gable, plastered)
    if kind in ("shed", "canopy"):
        return Shed(r, spot, wide, deep, kind == "canopy")
    if kind == "frame":
        return FrameBuilding(r, spot, bays + 1, storeys)
    if kind == "earthwork":
        return Earthwork(r, spot, wide, deep)
    if kind == "prefab":
        return Prefab(r, spot, bays, 1 + (storeys == 3))
    return LongWall(r, spot, wide, deep, kind == "fence")


def _rough_share(plan: LapsePlan, faces: list[npt.NDArray[np.float64]]) -> float:
    """Return about what share of the picture a box takes."""
    points = plan.place.view.project(np.concatenate(faces))[:, :2]
    inside = np.clip(points, (0, 0), (WIDTH, HEIGHT)).astype(np.float32)
    area = float(cv2.contourArea(cv2.convexHull(inside)))
    return max(area, 1.0) / (WIDTH * HEIGHT)


def outline(mask: Mask) -> Polygon:
    """Return the outline of a mask's largest part, corners (u, v) 0..1; empty without any.

    It does not cross itself and has 64 corners at most, as a polygon of the registry must.

    Args:
        mask: Shape (h, w).
    """
    if not mask.any():
        return ()
    h, w = mask.shape
    whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    # Poles that stick out would make a line of no width.
    trimmed = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((4, 4), np.uint8))
    body = trimmed if trimmed.any() else whole
    contours, _ = cv2.findContours(body, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea)
    points = cv2.approxPolyDP(largest, 1.5, True)[:, 0]
    if not 3 <= len(points) <= _MOST_CORNERS or not Shape(points).is_valid:
        points = cv2.convexHull(largest)[:, 0]
    if not 3 <= len(points) <= _MOST_CORNERS or cv2.contourArea(points) < 9:
        x, y, wide, high = cv2.boundingRect(largest)
        points = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]])
    moved = points + 0.5
    return tuple(
        (round(float(np.clip(x / w, 0, 1)), 4), round(float(np.clip(y / h, 0, 1)), 4))
        for x, y in moved
    )
