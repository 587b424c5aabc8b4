"""A tree among surfaces."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.flat_sun import FlatSun
from simulators.lapse.stuff import Stuff
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.foliage import Tree, tree_sprite

_SPREAD = {"round": 0.36, "poplar": 0.16, "willow": 0.40, "bush": 0.6}


def plant_tree(canvas: SurfaceCanvas, tree: Tree, dry: float) -> None:
    """Draw a tree with the normals of a puffy crown, thinner the drier the season."""
    column, row, depth = canvas.view.project([[tree.x_m, tree.y_m, 0.0]])[0]
    if depth < 2:
        return
    height = int(canvas.view.pixels_per_metre(tree.x_m, tree.y_m) * tree.height_m)
    if height < 6:
        return
    sprite = tree_sprite(tree, height, FlatSun())
    if dry > 0.2:
        sprite = _thinned(sprite, tree.seed, dry)
    canvas.pen_stuff = Stuff.LEAF
    canvas.plant(
        sprite,
        _normals(sprite),
        round(column - sprite.shape[1] / 2),
        round(row - sprite.shape[0]),
        float(depth),
    )
    canvas.pen_stuff = Stuff.BUILT


def leaf_balls(tree: Tree) -> npt.NDArray[np.float64]:
    """Return the balls of leaves (n, 4: x, y, z, radius, metres) that throw its shadow."""
    random = np.random.default_rng([tree.seed, 5])
    h, spread = tree.height_m, _SPREAD[tree.shape]
    count = 46
    level = random.uniform(-1, 1, count)
    turn = random.uniform(0, 2 * np.pi, count)
    out = np.sqrt(1 - level**2) * np.sqrt(random.uniform(0, 1, count))
    low = 0.0 if tree.shape == "bush" else 0.25
    middle, half = h * (1 + low) / 2, h * (1 - low) / 2
    return np.stack(
        [
            tree.x_m + np.cos(turn) * out * spread * h,
            tree.y_m + np.sin(turn) * out * spread * h,
            middle + level * half,
            h * random.uniform(0.05, 0.10, count) * (0.6 if tree.shape == "poplar" else 1.0),
        ],
        1,
    )


def _thinned(sprite: npt.NDArray[np.float32], seed: int, dry: float) -> npt.NDArray[np.float32]:
    """Drop leaves; some trees keep theirs, and what is brown is wood and stays."""
    random = np.random.default_rng([seed, 6])
    lost = (dry - 0.2) * 0.85 * float(random.choice([0.2, 0.8, 1.0]))
    height, width = sprite.shape[:2]
    size = (max(2, width // 3), max(2, height // 3))
    grain = random.uniform(0, 1, size[::-1]).astype(np.float32)
    field = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)
    green = sprite[..., 1] > sprite[..., 2] * 0.98
    thin = sprite.copy()
    # Interpolation draws values to the middle: half are under one half.
    thin[..., 3] = np.where(green & (field < 0.2 + 0.6 * lost), 0, sprite[..., 3])
    return thin


def _normals(sprite: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    alpha = sprite[..., 3]
    size = max(1.0, sprite.shape[0] / 22)
    soft = cv2.GaussianBlur(alpha, (0, 0), size)
    bright = cv2.GaussianBlur(sprite[..., :3].mean(2) / 255 * alpha, (0, 0), size / 4)
    field = soft + 1.6 * bright
    right = -cv2.Sobel(field, cv2.CV_32F, 1, 0) * size
    up = cv2.Sobel(field, cv2.CV_32F, 0, 1) * size
    normal = np.stack([right * 2.2, np.full_like(soft, -0.55), up * 2.2 + 0.35], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.asarray(normal * 127, np.int8)
