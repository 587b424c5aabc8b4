"""The parts of a registry, and the table of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from command_center.store.base import Base
from command_center.store.camera_row import CameraRow
from command_center.store.grid_row import GridRow
from command_center.store.permit_row import PermitRow
from command_center.store.protected_land_row import ProtectedLandRow
from command_center.store.region_row import RegionRow
from command_center.store.unit_row import UnitRow
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.unit import Unit


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a registry.

    Attributes:
        name: As in ``RegistryChangeRow.part``.
        field: As in ``Registry``.
        key: Name of what its things are known by, in the model and in the table alike.
        model: What its things are.
        table: Where they are.
        columns: What else the table holds of a thing, beside the document.
        in_document: Whether the table holds things as documents; else its columns are all.
    """

    name: str
    field: str
    key: str
    model: type[RegistryModel]
    table: type[Base]
    columns: Callable[[Any], dict[str, Any]]
    in_document: bool = True

    def of(self, registry: Registry) -> dict[str, RegistryModel]:
        """Return this part's things by their keys."""
        things: Sequence[RegistryModel] = getattr(registry, self.field)
        return {getattr(thing, self.key): thing for thing in things}

    def document(self, thing: RegistryModel) -> dict[str, Any]:
        """Return a thing as JSON."""
        return thing.model_dump(mode="json")

    def values(self, thing: RegistryModel) -> dict[str, Any]:
        """Return the columns of a thing's row, but for its key."""
        columns = self.columns(thing)
        return columns | {"document": self.document(thing)} if self.in_document else columns


REGION = Part(
    "region",
    "regions",
    "code",
    Region,
    RegionRow,
    lambda region: {"name": region.name, "name_en": region.name_en},
    in_document=False,
)
GRID = Part("grid", "grids", "code", Grid, GridRow, lambda grid: {"village": grid.code[:12]})
UNIT = Part("unit", "units", "name", Unit, UnitRow, lambda _: {})
CAMERA = Part(
    "camera",
    "cameras",
    "id",
    Camera,
    CameraRow,
    lambda camera: {"region": camera.region, "enabled": camera.enabled},
)
PERMIT = Part(
    "permit", "permits", "id", Permit, PermitRow, lambda permit: {"camera_id": permit.camera}
)
PROTECTED = Part(
    "protected_land",
    "protected_land",
    "id",
    ProtectedLand,
    ProtectedLandRow,
    lambda land: {"camera_id": land.camera},
)

PARTS: tuple[Part, ...] = (REGION, GRID, UNIT, CAMERA, PERMIT, PROTECTED)
BY_NAME: dict[str, Part] = {part.name: part for part in PARTS}
