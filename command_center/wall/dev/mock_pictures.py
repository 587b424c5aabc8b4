"""Drawn pictures for the stand-in of the command centre."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np


def frames(path: Path | None) -> list[np.ndarray]:
    """Read the first pictures of a video, 640 x 360."""
    if path is None or not path.is_file():
        return []
    video = cv2.VideoCapture(str(path))
    frames = []
    for _ in range(120):
        ok, frame = video.read()
        if not ok:
            break
        frames.append(cv2.resize(frame, (640, 360)))
    return frames


def scene(n: int, t: float) -> np.ndarray:
    """A drawn place: sky, ground, a road or a square, some houses, a few walkers."""
    rng = np.random.default_rng(n)
    frame = np.zeros((360, 640, 3), np.uint8)
    sky = np.linspace(205, 170, 120)[:, None, None] * np.array([1.0, 0.96, 0.9])
    frame[:120] = np.clip(sky, 0, 255)
    ground = np.array([[92, 118, 128], [110, 116, 118], [84, 112, 104]][n % 3], float)
    frame[120:] = (ground * np.linspace(0.85, 1.1, 240)[:, None, None]).clip(0, 255)
    for _ in range(6):
        x, w, h = int(rng.integers(0, 600)), int(rng.integers(50, 120)), int(rng.integers(40, 90))
        shade = tuple(int(v) for v in rng.integers(90, 190, 3))
        cv2.rectangle(frame, (x, 130 - h), (x + w, 135), shade, -1)
        cv2.rectangle(frame, (x - 4, 124 - h), (x + w + 4, 134 - h), (60, 66, 110), -1)
    road = np.array([[250, 130], [390, 130], [620, 360], [20, 360]])
    cv2.fillPoly(frame, [road], (128, 130, 132))
    for k in range(7):
        phase = (t * 0.02 * (1 + k % 3) + k / 7) % 1
        y = 160 + 180 * ((k * 37 % 100) / 100)
        x = 80 + 480 * (phase if k % 2 else 1 - phase)
        s = 0.5 + (y - 150) / 240
        colour = [(60, 60, 160), (150, 90, 50), (70, 120, 70), (40, 40, 40)][k % 4]
        cv2.ellipse(frame, (int(x), int(y)), (int(9 * s), int(24 * s)), 0, 0, 360, colour, -1)
        cv2.circle(frame, (int(x), int(y - 32 * s)), int(7 * s), (130, 160, 200), -1)
    noise = np.random.default_rng(int(t * 10)).integers(-6, 7, frame.shape, dtype=np.int16)
    return np.clip(frame.astype(np.int16) + noise, 0, 255).astype(np.uint8)
