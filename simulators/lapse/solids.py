"""Many flat polygons, ready to be thrown on shadow maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Solids:
    """Polygons with their planes: normal · point = offset.

    Attributes:
        corners: All corners one after the other, (m, 3), metres.
        ends: Where each polygon ends among them.
        normals: Unit normals, (n, 3).
        offsets: (n,).
        areas_m2: (n,).
    """

    corners: Points
    ends: npt.NDArray[np.int64]
    normals: Points
    offsets: Points
    areas_m2: Points

    @classmethod
    def of(cls, polygons: Sequence[Points]) -> Solids:
        """Return polygons (k, 3) put together; those without area are left out."""
        kept, normals, offsets, areas = [], [], [], []
        for polygon in polygons:
            origin = polygon[0]
            x, y, z = (polygon - origin).T
            nx, ny, nz = np.roll(x, -1), np.roll(y, -1), np.roll(z, -1)
            normal = np.array(
                [(y * nz - z * ny).sum(), (z * nx - x * nz).sum(), (x * ny - y * nx).sum()]
            )
            length = float(normal @ normal) ** 0.5
            if length < 1e-4:
                continue
            normal /= length
            kept.append(polygon)
            normals.append(normal)
            offsets.append(float(normal @ origin))
            areas.append(length / 2)
        if not kept:
            none = np.zeros((0, 3))
            return cls(none, np.zeros(0, np.int64), none, np.zeros(0), np.zeros(0))
        return cls(
            np.concatenate(kept),
            np.cumsum([len(polygon) for polygon in kept]),
            np.array(normals),
            np.array(offsets),
            np.array(areas),
        )

    def __len__(self) -> int:
        """Return how many polygons there are."""
        return len(self.ends)
