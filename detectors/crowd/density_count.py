"""Counting by a density map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detectors.crowd.people_mapper import DensityMap
from detectors.crowd.zone_people import ZonePeople
from detectors.geometry import points_inside
from detectors.ground.ground_plane import GroundPlane

STEPS = 6
"""Head to feet is found by going down again and again; each step is a third of the one before."""

HEAD = 0.92
"""Height of a head's middle over the ground, share of the person's height."""

SUPERSAMPLING = 2
"""Each cell is split so often along each side, so that a zone's edge cuts through cells."""


def people_in_zone(
    people: DensityMap,
    polygon: Sequence[tuple[float, float]],
    plane: GroundPlane | None,
    aspect: float,
) -> ZonePeople:
    """Sum a density map over a zone.

    A person counts where the feet stand, the map draws the head: with a ground plane the map is
    moved down by the height a person has there, without one the head must lie in the zone.

    Args:
        people: From ``DensityModel.people_map``.
        polygon: The zone, corners (u, v).
        plane: Of the camera, where it has ground points.
        aspect: Width over height of the picture.
    """
    height, width = people.shape[0] * SUPERSAMPLING, people.shape[1] * SUPERSAMPLING
    v, u = np.meshgrid(
        (np.arange(height) + 0.5) / height, (np.arange(width) + 0.5) / width, indexing="ij"
    )
    heads = np.c_[u.ravel(), v.ravel()]
    weights = np.repeat(np.repeat(people, SUPERSAMPLING, 0), SUPERSAMPLING, 1).ravel()
    weights = weights / np.float32(SUPERSAMPLING**2)
    somebody = weights > 0.0
    heads, weights = heads[somebody], weights[somebody]
    feet = heads if plane is None else _feet(heads, plane, aspect)
    places = np.clip(feet, 0.0, 1.0 - 1e-6).astype(np.float32)
    inside = points_inside(places, polygon)
    return ZonePeople(
        places[inside], weights[inside].astype(np.float32), at_least=False, by_density_model=True
    )


def _feet(
    heads: npt.NDArray[np.float64], plane: GroundPlane, aspect: float
) -> npt.NDArray[np.float64]:
    feet = heads.copy()
    for _ in range(STEPS):
        tall = plane.person_height(np.c_[feet[:, 0], np.minimum(feet[:, 1], 1.0)], aspect)
        feet[:, 1] = heads[:, 1] + HEAD * np.nan_to_num(tall)
    return feet
