"""Small pictures, cameras and models for the detectors' tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import cv2
import numpy as np

from detectors.models.coco import COCO_CLASSES
from detectors.models.detections import Detections
from detectors.picture import Picture
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.registry.camera import Camera

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
CAMERA_ID = "37049901001326000003"
WIDTH, HEIGHT = 320, 180


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def boxes(
    *rows: tuple[float, float, float, float], score: float = 0.9, name: str = "person"
) -> Detections:
    count = len(rows)
    return Detections(
        np.array(rows, np.float32).reshape(-1, 4),
        np.full(count, COCO_CLASSES.index(name), np.int32),
        np.full(count, score, np.float32),
        COCO_CLASSES,
    )


class FakeModel:
    """Says what it is told to, and remembers what it was shown."""

    classes = COCO_CLASSES
    resolved_people = 30

    def __init__(self, found: Detections | None = None) -> None:
        self.found = found if found is not None else boxes()
        self.shown: list[Picture] = []
        self.thresholds: list[float] = []

    def name(self, threshold: float) -> ModelName:
        return ModelName(name="fake", version="1", sha256="0" * 64, threshold=threshold)

    def detect(self, image: Picture, threshold: float) -> Detections:
        self.shown.append(image.copy())
        self.thresholds.append(threshold)
        return self.found


def crowd_zone(**limits: Any) -> dict[str, Any]:
    return {
        "id": "square",
        "limits": {"kind": "crowd", "people": 3, "hold_s": 4, "clear_hold_s": 8, **limits},
    }


def plot_zone(**limits: Any) -> dict[str, Any]:
    return {"id": "plot", "limits": {"kind": "construction", "lasting_visits": 3, **limits}}


def camera(*zones: dict[str, Any], masks: Sequence[dict[str, Any]] = (), **fields: Any) -> Camera:
    analytics = {
        "crowd_every_s": 2,
        "construction_every_s": 600,
        "frames_per_visit": 3,
        "zones": zones,
    }
    return Camera.model_validate(
        {
            "id": CAMERA_ID,
            "name": "东溪东地块",
            "streams": {"sub": "rtsp://camera.invalid/1"},
            "place_type": "building_plot",
            "analytics": analytics,
            "privacy_masks": masks,
            **fields,
        }
    )


class Ground:
    """A textured place with a clump of leaves, lit from outside, a little noisy."""

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        coarse = self._random.normal(0, 1, (HEIGHT // 4, WIDTH // 4)).astype(np.float32)
        fine = self._random.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32)
        texture = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC) * 14
        texture += cv2.GaussianBlur(fine, (3, 3), 0) * 14
        self.plate = np.clip(
            np.array([70, 105, 115], np.float32) + texture[:, :, None], 0, 255
        ).astype(np.float32)

    def picture(
        self,
        *,
        wall_px: int = 0,
        light: float = 1.0,
        cloud_x: int | None = None,
        sway: bool = False,
        shake: tuple[float, float] = (0.0, 0.0),
        box: tuple[int, int, int, int] | None = None,
    ) -> Picture:
        """Draw one frame.

        Args:
            wall_px: Height of a brick wall 90 px wide, growing from its foot.
            light: Factor on everything.
            cloud_x: Left edge of a soft shadow 120 px wide.
            sway: Whether a clump of 60 x 60 px shows other leaves than last time.
            shake: Shift right and down, px.
            box: left, top, right, bottom of a light grey box, such as a parked lorry.
        """
        image = self.plate.copy()
        if sway:
            leaves = self._random.normal(0, 1, (30, 30)).astype(np.float32)
            image[20:80, 20:80] += cv2.resize(leaves, (60, 60))[:, :, None] * 30
        if wall_px:
            top = 150 - wall_px
            image[top:150, 120:210] = (60, 80, 150)
            image[top:150:6, 120:210] = (120, 130, 140)
            image[top:150, 120:210:12] *= 0.8
        if box is not None:
            left, upper, right, lower = box
            image[upper:lower, left:right] = 205
            image[(upper + lower) // 2 : lower : 3, left:right] = 90
        if cloud_x is not None:
            shade = np.ones((1, WIDTH), np.float32)
            shade[0, max(0, cloud_x) : max(0, cloud_x + 120)] = 0.55
            image *= cv2.blur(shade, (41, 1))[:, :, None]
        image = image * light
        matrix = np.array([[1, 0, shake[0]], [0, 1, shake[1]]], np.float32)
        image = cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
        noise = self._random.normal(0, 2.0, image.shape)
        return np.clip(image + noise, 0, 255).astype(np.uint8)


def rising(ground: Ground, visits: int, **drawn: Any) -> list[Picture]:
    """Draw a wall that grows by 6 px a visit to 90 px and then stands."""
    return [ground.picture(wall_px=min(90, 6 * (step + 1)), **drawn) for step in range(visits)]
