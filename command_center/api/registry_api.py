"""Regions and grids."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.views.region_view import RegionView
from sharp_eyes.region_code import level_of

router = APIRouter(prefix="/api/v1", tags=["registry"], dependencies=[Depends(signed_in)])


@router.get("/regions")
async def regions(viewer: TheViewer, centre: TheCentre) -> list[RegionView]:
    """List the viewer's regions and those they lie in."""
    return [
        RegionView.model_validate(
            {
                "code": region.code,
                "level": level_of(region.code),
                "name": region.name,
                "name_en": region.name_en or region.name,
            }
        )
        for region in centre.directory.current.registry.regions
        if viewer.may_know_of(region.code)
    ]


@router.get("/grids")
async def grids(viewer: TheViewer, centre: TheCentre) -> dict[str, Any]:
    """List the viewer's grids as a GeoJSON FeatureCollection (RFC 7946)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "code": grid.code,
                    "name": grid.name,
                    "name_en": grid.name_en or grid.name,
                    "unit": grid.unit,
                },
                "geometry": {
                    "type": "Polygon",
                    # RFC 7946 wants the first corner again at the end.
                    "coordinates": [[*grid.polygon, grid.polygon[0]]],
                },
            }
            for grid in centre.directory.current.registry.grids
            if grid.polygon and viewer.may_see(grid.code)
        ],
    }
