"""A piece of land, in a camera's picture or on the map."""

from __future__ import annotations

from pydantic import Field, model_validator

from sharp_eyes.device_code import CameraId
from sharp_eyes.registry.map_polygon import MapPolygon
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.one_line import OneLine
from sharp_eyes.registry.polygon import PicturePolygon


class Land(RegistryModel):
    """A piece of land: ``camera`` and ``polygon``, or ``ground`` alone.

    Attributes:
        id: Its number.
        camera: The camera in whose picture the land is drawn; none where it is on the map.
        polygon: The land in that camera's picture, corners (u, v), view ``fixed``.
        ground: The land on the map, corners (longitude, latitude), degrees; every camera with
            ground points that sees it takes it into account.
    """

    id: OneLine = Field(min_length=1, max_length=60)
    camera: CameraId | None = None
    polygon: PicturePolygon | None = None
    ground: MapPolygon | None = None

    @model_validator(mode="after")
    def _in_one_place(self) -> Land:
        in_picture = self.camera is not None and self.polygon is not None
        on_map = self.ground is not None
        halved = (self.camera is None) != (self.polygon is None)
        if halved or in_picture == on_map:
            raise ValueError(
                "应写 camera 与 polygon（画面中），或只写 ground（地图上）/ give camera and "
                "polygon (in a picture), or ground alone (on the map)"
            )
        return self
