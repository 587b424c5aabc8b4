"""What must hold between the parts of a registry: ids once, and nothing named that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class References:
    """The names in a registry, in its order; none where a part could not be read.

    Attributes:
        regions: Codes of the regions listed.
        grids: Codes of the grids listed.
        units: (name, region) of each unit; no region where it knows no bounds.
        cameras: (id, region, grid) of each camera.
        permits: (id, camera) of each permit; no camera where it is on the map.
        protected_land: (id, camera) of each piece of protected land, likewise.
    """

    regions: Sequence[str | None]
    grids: Sequence[str | None]
    units: Sequence[tuple[str | None, str | None]]
    cameras: Sequence[tuple[str | None, str | None, str | None]]
    permits: Sequence[tuple[str | None, str | None]]
    protected_land: Sequence[tuple[str | None, str | None]]

    def faults(self) -> Iterator[tuple[Path, str]]:
        """Yield the field and the reason of each thing that does not hold."""
        yield from _repeated("regions", "code", self.regions)
        yield from _repeated("grids", "code", self.grids)
        yield from _repeated("units", "name", [unit[0] for unit in self.units])
        yield from _repeated("cameras", "id", [camera[0] for camera in self.cameras])
        land = (("permits", self.permits), ("protected_land", self.protected_land))
        for part, pieces in land:
            yield from _repeated(part, "id", [piece[0] for piece in pieces])
        regions, grids = set(self.regions), set(self.grids)
        for index, (_, region) in enumerate(self.units):
            if regions and region is not None and region not in regions:
                yield (
                    ("units", index, "region"),
                    f"行政区划 {region} 未列出 / region {region} is not among the regions",
                )
        for index, (_, region, grid) in enumerate(self.cameras):
            if regions and region is not None and region not in regions:
                yield (
                    ("cameras", index, "region"),
                    f"行政区划 {region} 未列出 / region {region} is not among the regions",
                )
            if grids and grid is not None and grid not in grids:
                yield (
                    ("cameras", index, "grid"),
                    f"网格 {grid} 未列出 / grid {grid} is not among the grids",
                )
        cameras = {camera[0] for camera in self.cameras}
        for part, pieces in land:
            for index, (_, camera) in enumerate(pieces):
                if camera is not None and camera not in cameras:
                    yield (
                        (part, index, "camera"),
                        f"摄像机 {camera} 未列出 / camera {camera} is not among the cameras",
                    )


def _repeated(part: str, key: str, values: Sequence[str | None]) -> Iterator[tuple[Path, str]]:
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if value is None:
            continue
        if value in first:
            yield (
                (part, index, key),
                f"{value} 重复，首见于 {part}[{first[value]}] / {value} appears twice, first in "
                f"{part}[{first[value]}]",
            )
        else:
            first[value] = index
