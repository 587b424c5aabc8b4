"""The region tree, grids, units and kinds of places."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import conflict, forbidden, not_found
from command_center.api.registry_change import answer_of, edit_once
from command_center.registry.author import Author
from command_center.registry.edit import with_changed, without
from command_center.registry.part import GRID, REGION, UNIT
from command_center.registry.reachable import reaches_place, reaches_unit
from command_center.views.registry_views import PlaceTypeView, RegistryAnswer, UnitView
from command_center.views.view import TwoLanguages
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.region_code import GridCode, RegionCode, lies_under
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.unit import Unit

router = APIRouter(prefix="/api/v1", tags=["registry"], dependencies=[Depends(signed_in)])

_REFUSALS: dict[int | str, dict[str, object]] = {403: {}, 404: {}, 409: {}}
UnitName = Annotated[str, Query(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]


class RegionsForm(BaseModel):
    """Regions to add or to change.

    Attributes:
        regions: By their codes; those that are there and not listed stay.
    """

    model_config = ConfigDict(extra="forbid")

    regions: list[Region] = Field(min_length=1, max_length=5_000)


@router.post("/regions", response_model=RegistryAnswer, responses=_REFUSALS)
async def set_regions(
    form: RegionsForm, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Add or change regions of the tree."""
    for region in form.regions:
        _check_place(viewer, region.code)

    def make(registry: Registry) -> Registry:
        return with_changed(registry, REGION, form.regions)

    return await edit_once(centre, viewer, once, f"{len(form.regions)} regions", make)


@router.delete("/regions/{region}", responses=_REFUSALS)
async def remove_region(region: RegionCode, viewer: TheViewer, centre: TheCentre) -> RegistryAnswer:
    """Remove a region under which nothing is registered."""
    _check_place(viewer, region)

    def make(registry: Registry) -> Registry:
        if not any(one.code == region for one in registry.regions):
            raise not_found(Bilingual("区划", "region"))
        under = [
            *(one.code for one in registry.regions if one.code != region),
            *(one.code for one in registry.grids),
            *(one.region for one in registry.cameras),
            *(one.region for one in registry.units if one.region),
        ]
        count = sum(lies_under(one, region) for one in under)
        if count:
            raise conflict(
                Bilingual(f"区划内还有 {count} 项登记", f"{count} things are registered in it"),
                Bilingual("先移走或删除", "move or remove them first"),
            )
        return without(registry, REGION, region)

    note = f"region {region} removed"
    return answer_of(await centre.registry.edit(Author.of(viewer), note, make))


@router.put("/grids/{grid}", responses=_REFUSALS)
async def set_grid(
    grid: GridCode, form: Grid, viewer: TheViewer, centre: TheCentre
) -> RegistryAnswer:
    """Add or change a grid; outlines of many come as GeoJSON to ``/registry/sheets``."""
    _check_place(viewer, grid)
    if form.code != grid:
        raise conflict(Bilingual("编码与地址不符", "the code is not that of the address"))

    def make(registry: Registry) -> Registry:
        return with_changed(registry, GRID, (form,))

    return answer_of(await centre.registry.edit(Author.of(viewer), f"grid {grid}", make))


@router.delete("/grids/{grid}", responses=_REFUSALS)
async def remove_grid(grid: GridCode, viewer: TheViewer, centre: TheCentre) -> RegistryAnswer:
    """Remove a grid that no camera names."""
    _check_place(viewer, grid)

    def make(registry: Registry) -> Registry:
        if not any(one.code == grid for one in registry.grids):
            raise not_found(Bilingual("网格", "grid"))
        count = sum(camera.grid == grid for camera in registry.cameras)
        if count:
            raise conflict(
                Bilingual(f"还有 {count} 台摄像机登记在该网格", f"{count} cameras name it"),
                Bilingual("先改到其他网格", "name another grid for them first"),
            )
        return without(registry, GRID, grid)

    note = f"grid {grid} removed"
    return answer_of(await centre.registry.edit(Author.of(viewer), note, make))


@router.get("/units")
async def units(viewer: TheViewer, centre: TheCentre) -> list[UnitView]:
    """List the units, those that cameras and grids name and nobody has registered among them."""
    registry = centre.directory.current.registry
    cameras = Counter(
        camera.managing_unit
        for camera in registry.cameras
        if camera.managing_unit and viewer.reaches_camera(camera)
    )
    grids = Counter(grid.unit for grid in registry.grids if grid.unit and viewer.may_see(grid.code))
    known = {
        unit.name: unit
        for unit in registry.units
        if not unit.region or viewer.may_know_of(unit.region)
    }
    registered = {unit.name for unit in registry.units}
    named = (set(cameras) | set(grids)) - registered
    return [
        _unit_view(name, known.get(name), cameras[name], grids[name])
        for name in sorted({*known, *named})
    ]


@router.post("/units", response_model=RegistryAnswer, responses=_REFUSALS)
async def set_unit(unit: Unit, viewer: TheViewer, centre: TheCentre, once: TheOnce) -> JSONResponse:
    """Add or change a unit."""

    def make(registry: Registry) -> Registry:
        stored = next((one for one in registry.units if one.name == unit.name), unit)
        _check_unit(viewer, stored)
        _check_unit(viewer, unit)
        return with_changed(registry, UNIT, (unit,))

    return await edit_once(centre, viewer, once, f"unit {unit.name}", make)


@router.delete("/units", responses=_REFUSALS)
async def remove_unit(name: UnitName, viewer: TheViewer, centre: TheCentre) -> RegistryAnswer:
    """Remove a unit that neither cameras nor grids name."""

    def make(registry: Registry) -> Registry:
        stored = next((one for one in registry.units if one.name == name), None)
        if stored is None:
            raise not_found(Bilingual("单位", "unit"))
        _check_unit(viewer, stored)
        count = sum(camera.managing_unit == name for camera in registry.cameras)
        count += sum(grid.unit == name for grid in registry.grids)
        if count:
            raise conflict(
                Bilingual(f"还有 {count} 项登记使用该单位", f"{count} cameras or grids name it"),
                Bilingual("先改为其他单位", "name another unit for them first"),
            )
        return without(registry, UNIT, name)

    return answer_of(await centre.registry.edit(Author.of(viewer), f"unit {name} removed", make))


@router.get("/place-types")
async def place_types() -> list[PlaceTypeView]:
    """List the kinds of places, and what each refuses."""
    return [
        PlaceTypeView(
            value=place.value,
            name=TwoLanguages(zh=place.label.zh, en=place.label.en),
            cameras=not place.refused,
            analytics=place.analytics_allowed,
        )
        for place in PlaceType
    ]


def _unit_view(name: str, unit: Unit | None, cameras: int, grids: int) -> UnitView:
    label = unit.kind.label if unit else None
    return UnitView(
        name=name,
        name_en=(unit.name_en if unit else "") or name,
        kind=unit.kind.value if unit else None,
        kind_name=TwoLanguages(zh=label.zh, en=label.en) if label else None,
        region=unit.region if unit else "",
        cameras=cameras,
        grids=grids,
    )


def _check_place(viewer: Viewer, code: str) -> None:
    if not reaches_place(viewer, code):
        raise forbidden(
            Bilingual(
                f"{code} 不在您的辖区内，或您的权限限于一个单位",
                f"{code} is not in your regions, or yours are for one unit alone",
            ),
            Bilingual("请由其辖区的运维人员操作", "ask an operator of that region"),
        )


def _check_unit(viewer: Viewer, unit: Unit) -> None:
    if not reaches_unit(viewer, unit):
        raise forbidden(
            Bilingual(
                f"单位“{unit.name}”不在您的辖区内", f"unit {unit.name!r} is not in your regions"
            ),
            Bilingual("填写您辖区内的区划", "give it a region that is yours"),
        )
