"""The registry in memory, for whoever needs a name or a place."""

from __future__ import annotations

from dataclasses import dataclass, field

from command_center.registry.camera_index import CameraIndex
from command_center.tasks.placement import Place, Placement
from sharp_eyes.region_code import lies_under
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry


@dataclass(frozen=True, slots=True)
class Directory:
    """One revision of the registry.

    Attributes:
        revision: Which.
        registry: All of it.
        cameras: By id.
        shard_of: Which shard owns a camera.
        shard_towns: Each shard with the first nine digits (county and town) of its cameras'
            regions.
        placement: Finds grids.
        index: Finds cameras.
    """

    revision: int = 0
    registry: Registry = field(default_factory=Registry)
    cameras: dict[str, Camera] = field(default_factory=dict)
    shard_of: dict[str, str] = field(default_factory=dict)
    shard_towns: frozenset[tuple[str, str]] = frozenset()
    region_names: dict[str, str] = field(default_factory=dict)
    grid_names: dict[str, str] = field(default_factory=dict)
    placement: Placement = field(default_factory=lambda: Placement(()))
    index: CameraIndex = field(default_factory=CameraIndex)

    @classmethod
    def of(cls, revision: int, registry: Registry, shard_of: dict[str, str]) -> Directory:
        """Index a registry."""
        return cls(
            revision=revision,
            registry=registry,
            cameras={camera.id: camera for camera in registry.cameras},
            shard_of=shard_of,
            shard_towns=frozenset(
                (shard_of[camera.id], camera.region[:9])
                for camera in registry.cameras
                if camera.id in shard_of
            ),
            region_names={region.code: region.name for region in registry.regions},
            grid_names={grid.code: grid.name for grid in registry.grids},
            placement=Placement(registry.grids),
            index=CameraIndex.of(registry, shard_of),
        )

    def camera_name(self, camera_id: str | None) -> str:
        """Return a camera's name, its id where it is not registered, or nothing."""
        camera = self.cameras.get(camera_id or "")
        return camera.name if camera else camera_id or ""

    def knows_region(self, region: str) -> bool:
        """Tell whether a region is registered, or something lies under it; empty is everywhere."""
        return (
            region == ""
            or region in self.region_names
            or any(lies_under(code, region) for code in self.region_names)
            or any(lies_under(camera.region, region) for camera in self.registry.cameras)
        )

    def camera_at(self, camera_id: str | None, region: str) -> Camera | None:
        """Return a camera that is registered in the town of a region.

        What is told of one that has moved since is about where it stood.
        """
        camera = self.cameras.get(camera_id or "")
        return camera if camera is not None and camera.region[:9] == region[:9] else None

    def place(
        self,
        camera_id: str | None,
        *,
        region: str,
        grid: str | None,
        location: tuple[float, float] | None,
    ) -> Place:
        """Find where a task about a camera goes; what is registered outranks what was sent.

        Args:
            camera_id: The camera, or none.
            region: Region by the message, 12 digits.
            grid: Grid by the message, 15 digits, or none.
            location: (longitude, latitude) by the message, degrees, or none.
        """
        camera = self.camera_at(camera_id, region)
        if camera is not None:
            region = camera.region
            grid, location = camera.grid or grid, camera.location or location
        return self.placement.place(region=region, grid=grid, location=location)
