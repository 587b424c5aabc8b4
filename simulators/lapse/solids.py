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
        sizes: dict[int, list[Points]] = {}
        for polygon in polygons:
            sizes.setdefault(len(polygon), []).append(polygon)
        corners, ends, normals, offsets, areas = [], [], [], [], []
        so_far = 0
        for size, alike in sorted(sizes.items()):
            stack = np.array(alike)
            from_first = stack - stack[:, :1]
            twice = np.cross(from_first[:, 1:-1], from_first[:, 2:]).sum(1)
            length = np.sqrt((twice**2).sum(1))
            kept = length > 1e-4
            stack, twice, length = stack[kept], twice[kept], length[kept]
            normal = twice / length[:, None]
            corners.append(stack.reshape(-1, 3))
            ends.append(so_far + size * np.arange(1, len(stack) + 1))
            so_far += size * len(stack)
            normals.append(normal)
            offsets.append((normal * stack[:, 0]).sum(1))
            areas.append(length / 2)
        if not so_far:
            none = np.zeros((0, 3))
            return cls(none, np.zeros(0, np.int64), none, np.zeros(0), np.zeros(0))
        return cls(
            np.concatenate(corners),
            np.concatenate(ends),
            np.concatenate(normals),
            np.concatenate(offsets),
            np.concatenate(areas),
        )

    def __len__(self) -> int:
        """Return how many polygons there are."""
        return len(self.ends)
