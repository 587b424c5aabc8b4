"""Renders a series into its video and its truth."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from simulators.lapse.frame_store import FrameWriter
from simulators.lapse.lapse_plan import HEIGHT, WIDTH, LapsePlan
from simulators.lapse.lapse_renderer import LapseRenderer
from simulators.lapse.structure import Structure
from simulators.lapse.structure_planning import outline, plan_structures
from simulators.scenes.scene import Polygon
from simulators.scenes.viewpoint import Viewpoint

Progress = Callable[[int, int], None]
_WHOLE: Polygon = ((0.02, 0.16), (0.98, 0.16), (0.98, 0.98), (0.02, 0.98))


def make_series(seed: int, days: int, video: Path, progress: Progress) -> dict[str, Any]:
    """Render a series.

    Args:
        seed: Of the series.
        days: How many days.
        video: File to write.
        progress: Called with visits done and visits in all.

    Returns:
        Its truth, ready for JSON.
    """
    plan = LapsePlan.of(seed, days)
    renderer = LapseRenderer(plan)
    plan_structures(plan, renderer.silhouette)
    plan.furnish()
    r = np.random.default_rng([seed, 51])
    watched = _WHOLE
    if r.random() < 0.35:
        low, high = sorted(r.uniform(0.02, 0.98, 2).tolist())
        if high - low < 0.45:
            low, high = (0.02, 0.55) if r.random() < 0.5 else (0.45, 0.98)
        watched = ((low, 0.16), (high, 0.16), (high, 0.98), (low, 0.98))
    known, permits = [], []
    for planned in plan.structures:
        mask = renderer.silhouette(planned.structure)
        permitted = bool(r.random() < 0.18)
        if permitted:
            begin = (planned.begins - timedelta(days=20)).date()
            permits.append(_permit(renderer, planned.structure, begin, 120))
        elif r.random() < 0.12:
            # A permit that ran out before the work began permits nothing.
            begin = (planned.begins - timedelta(days=200)).date()
            permits.append(_permit(renderer, planned.structure, begin, 150))
        known.append(
            {
                "id": planned.id,
                "kind": planned.structure.kind,
                "begins": planned.begins.astimezone(UTC).isoformat(),
                "work_days": round(planned.work_days, 2),
                "final_share": round(float(mask.mean()), 5),
                "watched_share": round(_inside(mask, watched), 3),
                "permitted": permitted,
            }
        )
    visits = []
    with FrameWriter(video, WIDTH, HEIGHT, plan.quality) as writer:
        for number in range(len(plan.times)):
            drawn = renderer.visit(number)
            for frame in drawn.frames:
                writer.write(frame)
            structures = []
            for index, planned in enumerate(plan.structures):
                if drawn.progress[index] <= 0:
                    continue
                mask = drawn.label == index + 1
                structures.append(
                    {
                        "id": planned.id,
                        "kind": planned.structure.kind,
                        "polygon": [list(point) for point in outline(mask)],
                        "share_of_picture": round(float(mask.mean()), 5),
                        "progress": drawn.progress[index],
                    }
                )
            visits.append(
                {
                    "frame_times": [t.astimezone(UTC).isoformat() for t in drawn.times],
                    "infrared": drawn.infrared,
                    "structures": structures,
                    "nuisances": sorted(drawn.nuisances),
                    "weather": plan.weather[number].kind,
                    "sun_up": drawn.sun_up,
                }
            )
            progress(number + 1, len(plan.times))
    return {
        "watched": [list(point) for point in watched],
        "permits": permits,
        "ground_points": _ground_points(plan),
        "facts": {
            "layout": plan.place.layout,
            "quality": plan.quality,
            "noise": plan.noise,
            "camera_events": sorted(plan.camera.events),
            "moved_at_visits": list(plan.camera.moved_at),
            "nudged_at_visits": list(plan.camera.nudged_at),
            "latitude": plan.lat_deg,
            "longitude": plan.lon_deg,
            "facing_deg": plan.facing_deg,
            "structures": known,
        },
        "visits": visits,
    }


def _permit(
    renderer: LapseRenderer, structure: Structure, begin: date, days: int
) -> dict[str, Any]:
    """Return a permit over all the ground that the work needs, scaffold and bricks included."""
    masks = [renderer.silhouette(structure, share) for share in (0.2, 0.4, 0.6, 0.8, 1.0)]
    seen = np.any(masks, axis=0).astype(np.uint8)
    # So much wider that a nudged camera leaves the work inside.
    grown = cv2.dilate(seen, np.ones((21, 21), np.uint8))
    places = np.argwhere(grown > 0)[:, ::-1].astype(np.int32)
    hull = cv2.convexHull(places)[:, 0]
    return {
        "polygon": [[float(x) / WIDTH, float(y) / HEIGHT] for x, y in hull],
        "valid_from": begin.isoformat(),
        "valid_until": (begin + timedelta(days=days)).isoformat(),
    }


def _inside(mask: np.ndarray[Any, np.dtype[np.bool_]], area: Polygon) -> float:
    layer = np.zeros(mask.shape, np.uint8)
    h, w = mask.shape
    cv2.fillPoly(layer, [np.array([[u * w, v * h] for u, v in area], np.int32)], (1,))
    return float((layer[mask] > 0).mean()) if mask.any() else 0.0


def _ground_points(plan: LapsePlan) -> list[list[float]]:
    """Return six places on the ground as u, v, lon, lat."""
    v = plan.place.view
    view = Viewpoint(WIDTH, HEIGHT, v.focal_px, v.height_m, v.tilt_deg, v.pan_deg)
    facing = math.radians(plan.facing_deg)
    points = []
    for y in (v.height_m * 1.6 + 3, 22.0, 38.0):
        for side in (-0.7, 0.7):
            x = plan.place.across(y, side)
            column, row, _ = view.project([[x, y, 0.0]])[0]
            east = x * math.cos(facing) + y * math.sin(facing)
            north = y * math.cos(facing) - x * math.sin(facing)
            points.append(
                [
                    round(column / WIDTH, 5),
                    round(row / HEIGHT, 5),
                    plan.lon_deg + east / (111_320 * math.cos(math.radians(plan.lat_deg))),
                    plan.lat_deg + north / 110_574,
                ]
            )
    return points
