"""Homographies between the ground and the picture."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import numpy.typing as npt

OUTLIER = 0.04
"""A point that misses the plane of the others by more than this share of the picture is left out:
26 px of 640."""

FEWEST_TO_JUDGE = 6
"""Of five points any four agree with themselves: nobody can say which one is wrong."""

AGREEING = 0.7
"""Share of the points that must agree with a plane drawn through four of them."""

MAX_TRIALS = 2_000
"""Fours tried; all of them up to 16 points, evenly picked ones beyond."""

Array = npt.NDArray[np.float64]


def apply(matrix: Array, places: Array) -> Array:
    """Map (N, 2) places; they must lie on the side of the vanishing line that has an image."""
    mapped = np.c_[places, np.ones(len(places))] @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


def fit_homography(ground: Array, picture: Array) -> Array | None:
    """Find the homography from ground to picture with the least squares in the picture.

    Args:
        ground: (N, 2) metres, N at least 4.
        picture: (N, 2) (u, v).

    Returns:
        (3, 3), or none where the points fix none.
    """
    centre = ground.mean(axis=0)
    spread = float(np.abs(ground - centre).max()) or 1.0
    # Coordinates around 0 and 1 keep the equations well conditioned (Hartley 1997).
    found: object = cv2.findHomography((ground - centre) / spread, picture, 0)[0]
    # OpenCV says "none" where its types say it never does.
    if found is None:
        return None
    matrix = np.asarray(found, np.float64)
    if not np.isfinite(matrix).all() or abs(np.linalg.det(matrix)) < 1e-12:
        return None
    normalise = np.array(
        [[1.0, 0.0, -centre[0]], [0.0, 1.0, -centre[1]], [0.0, 0.0, spread]], np.float64
    )
    return np.asarray(matrix @ normalise, np.float64)


def picture_errors(to_picture: Array, ground: Array, picture: Array) -> Array:
    """Return how far each point is seen from where it should be, share of the picture."""
    return np.asarray(np.linalg.norm(apply(to_picture, ground) - picture, axis=1), np.float64)


def best_inliers(ground: Array, picture: Array) -> npt.NDArray[np.bool_]:
    """Tell which points agree with most others; all of them where that cannot be judged.

    Tries planes through four points each (least quantile of squares, Rousseeuw 1984) in a fixed
    order: the same points give the same answer.
    """
    count = len(ground)
    everyone = np.ones(count, np.bool_)
    if count < FEWEST_TO_JUDGE:
        return everyone
    fours = np.array(list(combinations(range(count), 4)))
    if len(fours) > MAX_TRIALS:
        fours = fours[np.linspace(0, len(fours) - 1, MAX_TRIALS).astype(np.int64)]
    errors = _errors_of_fours(ground, picture, fours)
    rank = max(5, int(np.ceil(AGREEING * count)))
    quantile = np.sort(errors, axis=1)[:, rank - 1]
    best = int(np.argmin(quantile))
    if not np.isfinite(quantile[best]):
        return everyone
    # A plane through four points that are off a little misses the others by more.
    agreeing = errors[best] <= max(OUTLIER, 2.0 * float(quantile[best]))
    return np.asarray(agreeing, np.bool_)


def _errors_of_fours(ground: Array, picture: Array, fours: npt.NDArray[np.int64]) -> Array:
    """Return (M, N) errors of all points under the plane through each four."""
    centre = ground.mean(axis=0)
    spread = float(np.abs(ground - centre).max()) or 1.0
    near = (ground - centre) / spread
    x, y = near[fours, 0], near[fours, 1]
    u, v = picture[fours, 0], picture[fours, 1]
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows_u = np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=2)
    rows_v = np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=2)
    equations = np.concatenate([rows_u, rows_v], axis=1)
    errors = np.full((len(fours), len(ground)), np.inf)
    solvable = np.abs(np.linalg.det(equations)) > 1e-9
    if not solvable.any():
        return errors
    known = np.concatenate([u, v], axis=1)[solvable][:, :, None]
    found = np.linalg.solve(equations[solvable], known)[:, :, 0]
    matrices = np.concatenate([found, np.ones((len(found), 1))], axis=1).reshape(-1, 3, 3)
    mapped = np.einsum("mij,nj->mni", matrices, np.c_[near, np.ones(len(near))])
    depth = mapped[:, :, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = mapped[:, :, :2] / depth[:, :, None]
    off = np.linalg.norm(seen - picture[None], axis=2)
    # Behind the camera is no place to be seen at.
    off[(depth <= 0.0) | ~np.isfinite(off)] = np.inf
    errors[solvable] = off
    return errors
