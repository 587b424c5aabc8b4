"""The cameras of one revision, made ready to be listed, searched and shown on a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from command_center.registry.camera_search import CameraSearch, folded
from sharp_eyes.region_code import county_of, lies_under, town_of
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry

_SEPARATOR = "\n"
"""Between the parts of a camera's text: no word that is looked for can hold it."""


@dataclass(frozen=True, slots=True)
class IndexedCamera:
    """A camera with what is worked out once a revision.

    Attributes:
        id: 20 digits.
        shard: Which shard owns it; empty where none does.
        location: (longitude, latitude), degrees, or none.
        group: Number of its region and managing unit, by which reach is decided.
        text: What words are looked for in, folded.
        about: The fields of a ``CameraView`` that do not change from moment to moment, as JSON,
            without the braces.
        point: How a map's row begins, as JSON: id, longitude and latitude; none without a place.
    """

    id: str
    shard: str
    location: tuple[float, float] | None
    group: int
    text: str
    about: bytes
    point: bytes | None


@dataclass(frozen=True, slots=True)
class CameraIndex:
    """Cameras in the registry's order, and ready to be looked through.

    In memory, because the registry is anyway, and because a camera's state is in no table: a
    county is looked through in a few milliseconds on either database.

    Attributes:
        cameras: In the registry's order.
        by_id: The same by id, in which pages are given: a page's end stays where it was also when
            cameras are added and removed between two pages.
        groups: One camera of each region and managing unit.
        shards: Those that own any.
    """

    cameras: tuple[IndexedCamera, ...] = ()
    by_id: tuple[IndexedCamera, ...] = ()
    groups: tuple[Camera, ...] = ()
    shards: tuple[str, ...] = ()

    @classmethod
    def of(cls, registry: Registry, shard_of: Mapping[str, str]) -> CameraIndex:
        """Work it out; a county's takes a few tenths of a second.

        Args:
            registry: The cameras.
            shard_of: Which shard owns a camera.
        """
        names = {
            region.code: f"{region.name} {region.name_en or ''}" for region in registry.regions
        }
        grids = {grid.code: f"{grid.name} {grid.name_en or ''}" for grid in registry.grids}
        groups: dict[tuple[str, str], int] = {}
        firsts: list[Camera] = []
        cameras: list[IndexedCamera] = []
        for camera in registry.cameras:
            key = (camera.region, camera.managing_unit)
            group = groups.setdefault(key, len(groups))
            if group == len(firsts):
                firsts.append(camera)
            cameras.append(
                IndexedCamera(
                    camera.id,
                    shard_of.get(camera.id, ""),
                    camera.location,
                    group,
                    _text(camera, names, grids),
                    _about(camera),
                    _point(camera),
                )
            )
        by_id = tuple(sorted(cameras, key=lambda one: one.id))
        shards = tuple(dict.fromkeys(one.shard for one in cameras))
        return cls(tuple(cameras), by_id, tuple(firsts), shards)

    def matching(
        self,
        search: CameraSearch,
        reaches: Callable[[Camera], bool],
        states_of: Callable[[str], Mapping[str, str]],
        *,
        by_id: bool = False,
    ) -> Sequence[IndexedCamera]:
        """Return the cameras that fit.

        Args:
            search: What is looked for.
            reaches: Tells whether a camera is the viewer's to see; asked once a region and unit.
            states_of: Gives the states of a shard's cameras by their ids; asked once a shard, and
                only where states are looked for. What it does not name is ``unknown``.
            by_id: Sorted by id rather than in the registry's order.
        """
        allowed = [
            reaches(camera) and (search.region is None or lies_under(camera.region, search.region))
            for camera in self.groups
        ]
        found: Sequence[IndexedCamera] = self.by_id if by_id else self.cameras
        if not all(allowed):
            found = [one for one in found if allowed[one.group]]
        for word in search.words:
            found = [one for one in found if word in one.text]
        if search.box is not None:
            found = [one for one in found if search.box.holds(one.location)]
        if search.states:
            states = {shard: states_of(shard) for shard in self.shards}
            found = [
                one for one in found if states[one.shard].get(one.id, "unknown") in search.states
            ]
        return found


def _text(camera: Camera, names: dict[str, str], grids: dict[str, str]) -> str:
    county, town = county_of(camera.region), town_of(camera.region)
    parts = (
        camera.name,
        camera.id,
        names.get(camera.region, ""),
        names.get(f"{county}{town}000", ""),
        names.get(f"{county}000000", ""),
        grids.get(camera.grid or "", ""),
        camera.managing_unit,
    )
    return _SEPARATOR.join(map(folded, dict.fromkeys(parts)))


def _about(camera: Camera) -> bytes:
    fields: dict[str, Any] = {
        "name": camera.name,
        "region": camera.region,
        "grid": camera.grid,
        "location": camera.location,
        "place_type": camera.place_type,
        "key_area": camera.key_area,
        "managing_unit": camera.managing_unit,
        "enabled": camera.enabled,
        "analytics": sorted({zone.kind for zone in camera.active_zones}),
        "masked": bool(camera.privacy_masks),
    }
    return to_json(fields)[1:-1]


def _point(camera: Camera) -> bytes | None:
    if camera.location is None:
        return None
    longitude, latitude = camera.location
    # 0.1 m, finer than anybody knows where a camera hangs.
    return to_json([camera.id, round(longitude, 6), round(latitude, 6)])[:-1]
