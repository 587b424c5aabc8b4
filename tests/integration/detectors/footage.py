"""Recorded footage, frame by frame and visit by visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np

from detectors.finding import Finding
from detectors.picture import Picture
from detectors.pipeline import CameraDetectors
from sharp_eyes.registry.camera import Camera

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def frames(path: Path, *, step: int = 1) -> Iterator[tuple[int, Picture]]:
    """Yield (number from 1, picture) of every ``step``-th frame."""
    capture, number = cv2.VideoCapture(str(path)), 0
    try:
        while True:
            done, image = capture.read()
            if not done:
                return
            number += 1
            if (number - 1) % step == 0:
                yield number, np.asarray(image, np.uint8)
    finally:
        capture.release()


def watched_camera(
    *, lasting_visits: int = 6, every_s: float = 600.0, frames_per_visit: int = 1
) -> Camera:
    return Camera.model_validate(
        {
            "id": "37049901001326000008",
            "name": "石桥园区路",
            "streams": {"sub": "rtsp://camera.invalid/8"},
            "place_type": "road",
            "analytics": {
                "construction_every_s": every_s,
                "frames_per_visit": frames_per_visit,
                "zones": [
                    {
                        "id": "ground",
                        "limits": {"kind": "construction", "lasting_visits": lasting_visits},
                    }
                ],
            },
        }
    )


def visits(detectors: CameraDetectors, pictures: Iterator[Picture]) -> list[Finding]:
    """Give the detectors visit after visit and return what they found."""
    analytics = detectors.camera.analytics
    found: list[Finding] = []
    number = 0
    for picture in pictures:
        detectors.visit_frame(picture)
        if detectors.frames_waiting == analytics.frames_per_visit:
            at = START + timedelta(seconds=number * analytics.construction_every_s)
            found += detectors.look_construction(at)
            number += 1
    return found
