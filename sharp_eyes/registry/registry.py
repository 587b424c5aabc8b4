"""The whole registry: regions, grids, units, cameras, permits and protected land."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.references import References
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.unit import Unit


class Registry(RegistryModel):
    """What ``camera_registry.yaml`` holds.

    Attributes:
        version: Version of the file's shape.
        regions: The region tree's nodes.
        grids: Grids with their outlines.
        units: Who looks after cameras and takes tasks. Cameras and grids may name others too.
        cameras: The cameras.
        permits: Building permits.
        protected_land: Land with lower limits of its own.
    """

    version: Literal[1] = 1
    regions: tuple[Region, ...] = ()
    grids: tuple[Grid, ...] = ()
    units: tuple[Unit, ...] = ()
    cameras: tuple[Camera, ...] = ()
    permits: tuple[Permit, ...] = ()
    protected_land: tuple[ProtectedLand, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Registry:
        faults = [reason for _, reason in self.references().faults()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def references(self) -> References:
        """Return the names in this registry."""
        return References(
            regions=[region.code for region in self.regions],
            grids=[grid.code for grid in self.grids],
            units=[(unit.name, unit.region or None) for unit in self.units],
            cameras=[(camera.id, camera.region, camera.grid) for camera in self.cameras],
            permits=[(permit.id, permit.camera) for permit in self.permits],
            protected_land=[(land.id, land.camera) for land in self.protected_land],
        )

    def camera(self, camera_id: str) -> Camera | None:
        """Return the camera of that id, or none."""
        return next((camera for camera in self.cameras if camera.id == camera_id), None)
