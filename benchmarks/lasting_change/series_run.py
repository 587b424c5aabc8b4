"""One generated series through the detectors."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.lasting_change.scoring import Scoring
from benchmarks.lasting_change.series_result import SeriesResult
from detectors.construction.works_sight import WorksSight
from detectors.models.object_model import ObjectModel
from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from simulators.lapse.lapse_series import LapseSeries
from simulators.scenes.scene import Polygon

CAMERA_ID = "37049901001326000008"
LASTING_VISITS = 4
"""The only setting that is not the default: these cameras are visited four to six times a day."""


def camera_of(series: LapseSeries) -> Camera:
    """Return the camera of a series with its watched area."""
    return camera_watching(series.watched)


def camera_watching(ground: Polygon) -> Camera:
    """Return a camera of generated visits.

    Args:
        ground: The watched area, corners (u, v) 0..1.
    """
    return Camera.model_validate(
        {
            "id": CAMERA_ID,
            "name": "lapse",
            "streams": {"sub": "rtsp://camera.invalid/8"},
            "place_type": "building_plot",
            "analytics": {
                "frames_per_visit": 3,
                "zones": [
                    {
                        "id": "ground",
                        "polygon": ground,
                        "limits": {"kind": "construction", "lasting_visits": LASTING_VISITS},
                    }
                ],
            },
        }
    )


def permits_of(series: LapseSeries) -> list[Permit]:
    """Return the permits that come with a series."""
    return [
        Permit(
            id=f"p{number}",
            camera=CAMERA_ID,
            polygon=one.polygon,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
        )
        for number, one in enumerate(series.permits, 1)
    ]


def run_series(
    seed: int, days: int, folder: Path, model: ObjectModel, sight: WorksSight
) -> SeriesResult:
    """Render a series where needed, and show it to the detectors visit by visit."""
    began_s = time.process_time()
    cached = any(folder.glob(f"lapse-v*-{seed}-{days}d/truth.json"))
    series = LapseSeries.open(seed, folder, days=days)
    render_s = 0.0 if cached else time.process_time() - began_s
    detectors = CameraDetectors(camera_of(series), permits_of(series), model, sight=sight)
    scoring, spent_s, count, is_open = Scoring(series), 0.0, 0, False
    present: dict[str, set[object]] = defaultdict(set)
    for visit in series.visits():
        began_s = time.process_time()
        for frame in visit.frames:
            detectors.visit_frame(np.asarray(frame, np.uint8))
        findings = detectors.look_construction(visit.captured_at)
        spent_s += time.process_time() - began_s
        count += 1
        for finding in findings:
            if finding.key.kind is IncidentKind.CONSTRUCTION:
                is_open = finding.phase is not Phase.END
        observation = detectors.construction_observations[0]
        scoring.visit(visit.truth, observation, is_open, visit.captured_at)
        for nuisance in visit.truth.nuisances:
            present[nuisance].add(visit.captured_at.date())
    return SeriesResult(
        seed=seed,
        days=days,
        visits=count,
        layout=str(series.facts["layout"]),
        wanted=tuple(
            (
                one.kind,
                one.in_time,
                None
                if one.found_at is None
                else round((one.found_at - one.reached_at).total_seconds() / 86_400, 2),
                round(one.share, 4),
            )
            for one in scoring.wanted()
        ),
        false=tuple(
            (
                one.at.isoformat(),
                one.nuisances,
                one.permitted,
                round(float(one.mask.mean()), 4),
            )
            for one in scoring.false
        ),
        nuisance_days={name: len(seen) for name, seen in sorted(present.items())},
        cpu_ms=round(1000 * spent_s / max(1, count), 1),
        render_s=round(render_s, 1),
        bytes_kept=len(detectors.state() or b""),
    )
