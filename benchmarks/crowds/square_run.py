"""One generated square on which a crowd gathers and leaves, looked at like a camera."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.crowds.episode import episodes
from benchmarks.crowds.zone_result import ZoneResult
from detectors.geometry import points_inside
from detectors.ground.ground_plane import GroundPlane
from detectors.models.object_model import ObjectModel
from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.phase import Phase
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.limits import CrowdLimits
from simulators.scenes.frame_truth import FrameTruth
from simulators.scenes.scene import SceneSettings
from simulators.scenes.square import Square

LOOK_S = 10.0
"""The default interval; hold times are the defaults too."""

SLOWER = 5.0
"""Scene seconds pass so much slower than the camera's: a crowd of 30 s lasts 150 s."""

REACHED, MISSED = 0.6, 1.25
"""Of the people who gather: a limit that is reached, and one that never is."""

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
GATHERED_S = 33.0
"""Scene time at which everybody is there."""

PLACE = LocalPlane(117.55, 34.77)
SQUARE_M = ((-4.5, 10.0), (4.5, 10.0), (4.5, 19.0), (-4.5, 19.0))
"""Where densities are taken: 81 m² of paving, right and ahead of the camera."""


@dataclass(slots=True)
class SquareRun:
    """What one square gave.

    Attributes:
        zones: Results by zone: ``reached``, ``never``, ``density``.
        errors: Counted less true people, of every look, in the zone ``reached``.
        density_errors: The same in people per m², in the zone ``density``.
        ahead_errors: Told less true time to the limit, looks, where it was told.
        cpu_s: Processor time of the detectors.
        looks: Looks.
    """

    zones: dict[str, ZoneResult] = field(default_factory=dict)
    errors: list[float] = field(default_factory=list)
    density_errors: list[float] = field(default_factory=list)
    ahead_errors: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    looks: int = 0


def run_square(seed: int, model: ObjectModel, periods: int = 2) -> SquareRun:
    """Look at a square every 10 s while 12 to 20 people come and go.

    Args:
        seed: Of the scene; also chooses how many gather.
        model: Finds people.
        periods: How often they come and go.
    """
    crowd = 12 + seed % 9
    scene = Square(SceneSettings(seed), crowd=crowd)
    camera = _camera(scene, crowd)
    detectors = CameraDetectors(camera, (), model)
    zones = {zone.id: zone for zone in camera.analytics.zones}
    area_m2 = GroundPlane.fit(camera.ground_points).area_m2(zones["density"].polygon)
    result = SquareRun()
    true: dict[str, list[tuple[float, float]]] = {name: [] for name in zones}
    opened: dict[str, list[tuple[float, float | None]]] = {name: [] for name in zones}
    told: list[tuple[float, float]] = []
    for look in range(round(periods * scene.period_s * SLOWER / LOOK_S)):
        at_s = look * LOOK_S
        image, truth = scene.frame(at_s / SLOWER, look)
        began = time.process_time()
        findings = detectors.look_crowd(image, START + timedelta(seconds=at_s))
        result.cpu_s += time.process_time() - began
        result.looks += 1
        for finding in findings:
            mine = opened[finding.zone_id]
            if finding.phase is Phase.NEW:
                mine.append((at_s, None))
            elif finding.phase is Phase.END:
                mine[-1] = (mine[-1][0], at_s)
        for observation in detectors.crowd_observations:
            standing = _standing(truth, zones[observation.zone_id].polygon, scene.settings)
            value = standing / area_m2 if observation.zone_id == "density" else float(standing)
            true[observation.zone_id].append((at_s, value))
            if observation.zone_id == "reached":
                result.errors.append(observation.people - standing)
            if observation.zone_id == "density" and observation.raw_density is not None:
                result.density_errors.append(observation.raw_density - value)
            if observation.zone_id == "reached" and observation.seconds_to_limit is not None:
                told.append((at_s, observation.seconds_to_limit))
    for name, zone in zones.items():
        limits = zone.limits
        if not isinstance(limits, CrowdLimits):
            continue
        limit = float(limits.people or limits.density or 0.0)
        real = episodes(true[name], limit, limits.clear_below * limit, limits.hold_s)
        result.zones[name] = ZoneResult.match(
            f"seed {seed} {name}",
            real,
            opened[name],
            hold_s=limits.hold_s,
            clear_hold_s=limits.clear_hold_s,
            look_s=LOOK_S,
        )
        if name == "reached":
            result.ahead_errors = _ahead_errors(told, [one.over_s for one in real])
    return result


def _camera(scene: Square, crowd: int) -> Camera:
    view, size = scene.view, scene.settings
    gathered = sum(
        pose is not None
        and SQUARE_M[0][0] <= pose.x_m <= SQUARE_M[1][0]
        and SQUARE_M[0][1] <= pose.y_m <= SQUARE_M[2][1]
        for pose in (walker.pose(GATHERED_S, scene.period_s) for walker in scene.walkers)
    )

    def seen(places: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        found = view.project([(x, y, 0.0) for x, y in places])
        return [
            (float(np.clip(x / size.width, 0, 1)), float(np.clip(y / size.height, 0, 1)))
            for x, y, _ in found
        ]

    known = ((-3.0, 11.0), (3.0, 11.0), (5.0, 18.0), (-5.0, 18.0), (0.0, 14.0), (2.0, 22.0))
    points = [
        {"picture": where, "location": PLACE.to_degrees(*place)}
        for where, place in zip(seen(known), known, strict=True)
    ]
    area_m2 = 81.0

    def zone(name: str, polygon: object, **limits: object) -> dict[str, object]:
        return {"id": name, "polygon": polygon, "limits": {"kind": "crowd", **limits}}

    return Camera.model_validate(
        {
            "id": "37049900001320000001",
            "name": "benchmark",
            "streams": {"sub": "rtsp://camera.invalid/sub"},
            "place_type": "square",
            "ground_points": points,
            "analytics": {
                "crowd_every_s": LOOK_S,
                "diagnosis": False,
                "zones": [
                    zone("reached", scene.zone, people=round(REACHED * crowd)),
                    zone("never", scene.zone, people=round(MISSED * crowd) + 2),
                    zone(
                        "density",
                        seen(SQUARE_M),
                        people=None,
                        density=round(max(1.0, REACHED * gathered) / area_m2, 3),
                    ),
                ],
            },
        }
    )


def _standing(
    truth: FrameTruth, polygon: tuple[tuple[float, float], ...], size: SceneSettings
) -> int:
    feet = np.array(
        [
            ((one.box[0] + one.box[2]) / 2 / size.width, one.box[3] / size.height)
            for one in truth.people
        ],
        np.float32,
    ).reshape(-1, 2)
    # Whoever stands beside the picture is in no zone of it.
    inside = ((feet > 0.0) & (feet < 1.0)).all(axis=1)
    return int(points_inside(feet[inside], polygon).sum())


def _ahead_errors(told: list[tuple[float, float]], reached_s: list[float]) -> list[float]:
    errors = []
    for at_s, ahead_s in told:
        coming = [one for one in reached_s if one >= at_s]
        if coming:
            errors.append((ahead_s - (coming[0] - at_s)) / LOOK_S)
    return errors
