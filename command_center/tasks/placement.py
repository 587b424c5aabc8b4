"""Where a task goes (contract C14): never dropped, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import shapely

from sharp_eyes.registry.grid import Grid

Assigned = Literal["grid", "village", "triage"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task goes.

    Attributes:
        assigned: ``grid`` when the place on the map or the camera names the grid, ``village``
            when the village has just one, ``triage`` when nothing does: the town decides.
        grid: 15 digits, or none.
        unit: The grid's unit; empty in triage.
    """

    assigned: Assigned
    grid: str | None
    unit: str


class Placement:
    """Finds the grid of a place.

    Args:
        grids: All grids; those without an outline are found by village alone.
    """

    def __init__(self, grids: Iterable[Grid]) -> None:
        self._grids = {grid.code: grid for grid in sorted(grids, key=lambda grid: grid.code)}
        self._drawn = [grid for grid in self._grids.values() if grid.polygon]
        self._tree = shapely.STRtree([shapely.Polygon(grid.polygon) for grid in self._drawn])
        self._by_village: dict[str, list[Grid]] = {}
        for grid in self._grids.values():
            self._by_village.setdefault(grid.code[:12], []).append(grid)

    def place(
        self, *, region: str, grid: str | None, location: tuple[float, float] | None
    ) -> Place:
        """Find where a task goes.

        Args:
            region: The camera's region, 12 digits.
            grid: The camera's own grid, 15 digits, or none.
            location: The camera's (longitude, latitude), degrees, or none.
        """
        holding = self._holding(location) if location is not None else []
        # On a shared edge the camera's own grid wins, else the lower code: the same each time.
        chosen = next((one for one in holding if one.code == grid), None)
        chosen = chosen or (holding[0] if holding else None) or self._grids.get(grid or "")
        if chosen is not None:
            return Place("grid", chosen.code, chosen.unit)
        village = self._by_village.get(region, [])
        if len(village) == 1:
            return Place("village", village[0].code, village[0].unit)
        return Place("triage", None, "")

    def _holding(self, location: tuple[float, float]) -> list[Grid]:
        found = self._tree.query(shapely.Point(location), predicate="intersects")
        return sorted((self._drawn[index] for index in found), key=lambda grid: grid.code)
