"""Building permits and protected land (contract C15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import forbidden, not_found
from command_center.api.registry_change import answer_of, edit_once
from command_center.registry.author import Author
from command_center.registry.edit import with_changed, without
from command_center.registry.part import PERMIT, PROTECTED, Part
from command_center.registry.reachable import reaches_land
from command_center.views.registry_views import RegistryAnswer
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.land import Land
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.registry import Registry

router = APIRouter(prefix="/api/v1", tags=["registry"], dependencies=[Depends(signed_in)])

_REFUSALS: dict[int | str, dict[str, object]] = {403: {}, 404: {}}
LandId = Annotated[str, Query(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]


@router.get("/permits")
async def permits(viewer: TheViewer, centre: TheCentre) -> list[Permit]:
    """List the permits: those on the map, and those in pictures of the caller's cameras."""
    directory = centre.directory.current
    return [one for one in directory.registry.permits if _is_shown(directory.cameras, viewer, one)]


@router.post("/permits", response_model=RegistryAnswer, responses=_REFUSALS)
async def set_permit(
    permit: Permit, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Add or change a permit; workers hold it against what stands there at their next visit."""
    return await edit_once(
        centre, viewer, once, f"permit {permit.id}", _setting(viewer, PERMIT, permit)
    )


@router.delete("/permits", responses=_REFUSALS)
async def remove_permit(id: LandId, viewer: TheViewer, centre: TheCentre) -> RegistryAnswer:  # noqa: A002
    """Remove a permit."""
    make = _removing(viewer, PERMIT, id)
    return answer_of(await centre.registry.edit(Author.of(viewer), f"permit {id} removed", make))


@router.get("/protected-land")
async def protected_land(viewer: TheViewer, centre: TheCentre) -> list[ProtectedLand]:
    """List protected land: that on the map, and that in pictures of the caller's cameras."""
    directory = centre.directory.current
    return [
        one
        for one in directory.registry.protected_land
        if _is_shown(directory.cameras, viewer, one)
    ]


@router.post("/protected-land", response_model=RegistryAnswer, responses=_REFUSALS)
async def set_protected_land(
    land: ProtectedLand, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Add or change a piece of protected land."""
    return await edit_once(
        centre, viewer, once, f"protected land {land.id}", _setting(viewer, PROTECTED, land)
    )


@router.delete("/protected-land", responses=_REFUSALS)
async def remove_protected_land(
    id: LandId,  # noqa: A002
    viewer: TheViewer,
    centre: TheCentre,
) -> RegistryAnswer:
    """Remove a piece of protected land."""
    make = _removing(viewer, PROTECTED, id)
    note = f"protected land {id} removed"
    return answer_of(await centre.registry.edit(Author.of(viewer), note, make))


def _is_shown(cameras: Mapping[str, Camera], viewer: Viewer, land: Land) -> bool:
    camera = cameras.get(land.camera or "")
    return land.camera is None or (camera is not None and viewer.reaches_camera(camera))


def _setting(viewer: Viewer, part: Part, land: Land) -> Callable[[Registry], Registry]:
    def make(registry: Registry) -> Registry:
        stored = part.of(registry).get(land.id)
        for one in (land, stored):
            if isinstance(one, Land):
                _check(viewer, one, registry)
        return with_changed(registry, part, (land,))

    return make


def _removing(viewer: Viewer, part: Part, key: str) -> Callable[[Registry], Registry]:
    def make(registry: Registry) -> Registry:
        stored = part.of(registry).get(key)
        if not isinstance(stored, Land):
            raise not_found(Bilingual("地块", "piece of land"))
        _check(viewer, stored, registry)
        return without(registry, part, key)

    return make


def _check(viewer: Viewer, land: Land, registry: Registry) -> None:
    if not reaches_land(viewer, land, registry.cameras):
        raise forbidden(
            Bilingual(
                "地图上的地块须由辖区为全部的运维人员登记；画面中的地块须属于您的摄像机",
                "land on the map is for operators of all regions; land in a picture has to be that "
                "of a camera of yours",
            ),
            Bilingual("请由相应的运维人员操作", "ask an operator who reaches it"),
        )
