"""One camera as it is registered: all of it, but for its password."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import AfterValidator

from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.problem import Problem, conflict, forbidden, not_found
from command_center.api.registry_change import answer_of
from command_center.registry.author import Author
from command_center.registry.edit import with_changed, without
from command_center.registry.part import CAMERA
from command_center.views.registry_views import RegistryAnswer
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry

router = APIRouter(prefix="/api/v1/cameras", tags=["registry"], dependencies=[Depends(signed_in)])

CameraPath = Annotated[str, Path(pattern=r"^[0-9]{20}$")]
_REFUSALS: dict[int | str, dict[str, object]] = {403: {}, 404: {}, 409: {}}
_CAMERA = Bilingual("摄像机", "camera")


def _without_password(camera: Camera) -> Camera:
    addresses = (camera.streams.sub, camera.streams.main or "")
    if any("@" in address.partition("://")[2].partition("/")[0] for address in addresses):
        raise ValueError(
            "地址中不能带密码，请用凭据 / an address carries no password; use credentials"
        )
    return camera


CameraForm = Annotated[Camera, AfterValidator(_without_password)]


@router.get("/{camera_id}", responses={404: {}})
async def camera(camera_id: CameraPath, viewer: TheViewer, centre: TheCentre) -> Camera:
    """Give a camera as it is registered, addresses and zones with it, and no password."""
    found = centre.directory.current.cameras.get(camera_id)
    if found is None or not viewer.reaches_camera(found):
        raise not_found(_CAMERA)
    return found


@router.put("/{camera_id}", responses=_REFUSALS)
async def set_camera(
    camera_id: CameraPath, form: CameraForm, viewer: TheViewer, centre: TheCentre
) -> RegistryAnswer:
    """Register a camera, or change all of it; its password is set by ``/credentials``.

    What is drawn on its picture, and the word that it fits, are not changed here but by ``/zones``
    and ``/view/confirm``: left out, they stay; others than there are now are refused.
    """
    if form.id != camera_id:
        raise conflict(Bilingual("编码与地址不符", "the id is not that of the address"))

    def make(registry: Registry) -> Registry:
        stored = registry.camera(camera_id)
        _check(viewer, stored, form)
        return with_changed(registry, CAMERA, (_with_drawing(stored, form),))

    return answer_of(await centre.registry.edit(Author.of(viewer), f"camera {camera_id}", make))


@router.delete("/{camera_id}", responses=_REFUSALS)
async def remove_camera(
    camera_id: CameraPath, viewer: TheViewer, centre: TheCentre
) -> RegistryAnswer:
    """Remove a camera; what was recorded of it stays for its set life."""

    def make(registry: Registry) -> Registry:
        stored = registry.camera(camera_id)
        if stored is None or not viewer.reaches_camera(stored):
            raise not_found(_CAMERA)
        return without(registry, CAMERA, camera_id)

    note = f"camera {camera_id} removed"
    return answer_of(await centre.registry.edit(Author.of(viewer), note, make))


def _with_drawing(stored: Camera | None, form: Camera) -> Camera:
    """Return a camera with what is drawn on the picture of the one in its place.

    Whoever read it before somebody drew a privacy mask would take the mask away, and a later word
    that the view fits would show a picture that is masked because it moved.
    """
    if stored is None:
        if form.view_confirmed_at is not None:
            raise _drawn_elsewhere()
        return form
    kept: dict[str, Any] = {
        name: getattr(stored, name)
        for name in ("privacy_masks", "ground_points", "view_confirmed_at")
    }
    if any(name in form.model_fields_set and getattr(form, name) != kept[name] for name in kept):
        raise _drawn_elsewhere()
    zones = stored.analytics.zones
    if "zones" in form.analytics.model_fields_set and form.analytics.zones != zones:
        raise _drawn_elsewhere()
    kept["analytics"] = form.analytics.model_copy(update={"zones": zones})
    return form.model_copy(update=kept)


def _drawn_elsewhere() -> Problem:
    return conflict(
        Bilingual(
            "区域、遮挡、地面参考点或画面确认与现有内容不同",
            "zones, masks, ground points or the word that the view fits differ from what there is",
        ),
        Bilingual(
            "载入最新内容后再改；绘制请用 /zones，确认请用 /view/confirm",
            "load what is there now, then change that; draw by /zones, confirm by /view/confirm",
        ),
    )


def _check(viewer: Viewer, *cameras: Camera | None) -> None:
    if any(one is not None and not viewer.reaches_camera(one) for one in cameras):
        raise forbidden(
            Bilingual("不在您的辖区或管理单位内", "it is not in your regions, or not your unit's"),
            Bilingual("请由相应的运维人员操作", "ask an operator who reaches it"),
        )
