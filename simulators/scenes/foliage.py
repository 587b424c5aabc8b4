"""Trees and bushes as sprites made of many leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Sun

Sprite = npt.NDArray[np.float32]

_SHAPES: dict[str, tuple[float, float, float]] = {
    # crown: width over height of the tree, lower edge, roundness
    "round": (0.72, 0.30, 1.0),
    "poplar": (0.34, 0.12, 0.7),
    "willow": (0.85, 0.18, 1.0),
    "bush": (1.35, 0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree.

    Attributes:
        x_m: World x of the trunk.
        y_m: World y of the trunk.
        height_m: Height.
        shape: ``round``, ``poplar``, ``willow`` or ``bush``.
        colour: BGR of a lit leaf.
        seed: Of its leaves.
    """

    x_m: float
    y_m: float
    height_m: float
    shape: str
    colour: tuple[int, int, int]
    seed: int


def tree_sprite(tree: Tree, height_px: int, sun: Sun) -> Sprite:
    """Draw a tree.

    Args:
        tree: Which.
        height_px: Height of the sprite.
        sun: Light.

    Returns:
        BGRA float32 (colour 0..255, alpha 0..1); the foot is the middle of the bottom row.
    """
    random = np.random.default_rng(tree.seed)
    spread, crown_low, roundness = _SHAPES[tree.shape]
    scale = 2 if height_px < 260 else 1
    h = height_px * scale
    w = int(h * max(spread, 0.2) * 1.25)
    canvas = np.zeros((h, w, 4), np.uint8)
    middle = w / 2
    trunk = np.array([62, 78, 92], np.float64) * (0.8 + 0.2 * sun.strength)
    if tree.shape != "bush":
        _trunk(canvas, random, h, middle, crown_low, trunk)
    clumps = []
    for _ in range(int(26 * roundness) + 12):
        level = random.uniform(0, 1) ** 0.8
        reach = (
            math.sqrt(max(0.02, 1 - (2 * level - 0.85) ** 2))
            if roundness > 0.8
            else (0.35 + 0.65 * math.sin(math.pi * min(1, 0.12 + level * 0.9)))
        )
        cy = h * (0.04 + (1 - crown_low - 0.06) * level) + 0.03 * h
        cx = middle + random.uniform(-1, 1) * reach * spread * h * 0.40
        clumps.append((cx, cy, h * random.uniform(0.05, 0.11) * (0.6 + 0.5 * roundness)))
    lit = sun.direction
    light = np.array([lit[0], -0.9])
    light /= np.linalg.norm(light)
    each = int(np.clip(h / 4, 40, 110))
    centre = np.repeat(np.array(clumps), each, axis=0)
    count = len(centre)
    angle = random.uniform(0, 2 * math.pi, count)
    distance = np.sqrt(random.uniform(0, 1, count))
    offset = np.stack([np.cos(angle), np.sin(angle)], 1) * distance[:, None]
    place = centre[:, :2] + offset * centre[:, 2:]
    gain = 0.44 + 0.24 * (offset @ light) + 0.24 * (1 - centre[:, 1] / h)
    gain = gain + random.normal(0, 0.10, count)
    order = np.argsort(gain + random.normal(0, 0.12, count))
    gain = gain * (0.85 + 0.25 * sun.strength)
    warm = np.where(gain[:, None] > 0.85, [[0.75, 1.0, 1.05]], [[1.05, 1.0, 0.92]])
    colours = np.clip(np.array(tree.colour) * gain[:, None] * warm, 0, 255)
    size = max(1.0, h * (0.0055 if h > 300 else 0.008))
    wide = (size * random.uniform(0.8, 1.8, count)).astype(int) + 1
    turn = random.uniform(0, 180, count)
    hang = h * random.uniform(0.04, 0.12, count)
    willow = tree.shape == "willow"
    for i in order.tolist():
        x, y = int(place[i, 0]), int(place[i, 1])
        bgra = (*colours[i].tolist(), 255)
        if willow and y > h * 0.3:
            cv2.line(
                canvas, (x, y), (x, int(y + hang[i])), bgra, max(1, int(size * 0.5)), cv2.LINE_AA
            )
        else:
            cv2.ellipse(
                canvas,
                (x, y),
                (int(wide[i]), max(1, int(size))),
                float(turn[i]),
                0,
                360,
                bgra,
                -1,
                cv2.LINE_AA,
            )
    sprite = canvas.astype(np.float32)
    sprite[..., 3] /= 255
    sprite[..., :3] *= sprite[..., 3:]
    sprite = np.asarray(
        cv2.resize(sprite, (w // scale, h // scale), interpolation=cv2.INTER_AREA), np.float32
    )
    sprite[..., :3] /= np.maximum(sprite[..., 3:], 1e-3)
    return sprite


def _trunk(
    canvas: npt.NDArray[np.uint8],
    random: np.random.Generator,
    h: int,
    middle: float,
    crown_low: float,
    colour: npt.NDArray[np.float64],
) -> None:
    top = h * 0.35
    width = h * 0.035
    for step in range(6):
        a, b = step / 6, (step + 1) / 6
        shade = 0.85 + 0.25 * (step % 2)
        cv2.line(
            canvas,
            (int(middle), int(h - (h - top) * a)),
            (int(middle), int(h - (h - top) * b)),
            (*map(float, colour * shade), 255),
            max(1, int(width * (1 - 0.6 * a))),
            cv2.LINE_AA,
        )
    for _ in range(7):
        low = h * random.uniform(1 - crown_low - 0.25, 1 - crown_low + 0.05)
        cv2.line(
            canvas,
            (int(middle), int(low)),
            (int(middle + random.uniform(-0.2, 0.2) * h), int(low - random.uniform(0.1, 0.25) * h)),
            (*map(float, colour * 0.8), 255),
            max(1, int(width * 0.35)),
            cv2.LINE_AA,
        )


def swayed(sprite: Sprite, sway_px: float) -> Sprite:
    """Bend a sprite sideways: nothing at the foot, ``sway_px`` at the top."""
    h, w = sprite.shape[:2]
    matrix = np.array([[1, -sway_px / h, sway_px], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(sprite, matrix, (w, h), flags=cv2.INTER_LINEAR), np.float32)
