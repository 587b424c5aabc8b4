"""A camera as it is registered (contract C1)."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, Field, field_validator, model_validator

from sharp_eyes.device_code import CameraId
from sharp_eyes.region_code import GridCode, RegionCode, county_of, lies_under
from sharp_eyes.registry.analytics import Analytics
from sharp_eyes.registry.ground_point import GroundPoints
from sharp_eyes.registry.model import GeoPoint, RegistryModel
from sharp_eyes.registry.one_line import OneLine
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.privacy_mask import PrivacyMask
from sharp_eyes.registry.streams import Streams
from sharp_eyes.registry.zone import FIXED_VIEW, Zone


class Camera(RegistryModel):
    """One camera. Only ``id``, ``name`` and ``streams.sub`` are needed.

    Attributes:
        id: GB/T 28181 code, 20 digits, type 131 or 132.
        name: What people call it.
        streams: Its addresses, without credentials.
        region: 12 digits; by default the id's county.
        grid: 15 digits, or none: then the place on the map decides (contract C14).
        location: (longitude, latitude), degrees, CGCS2000.
        place_type: What kind of place it looks at; ``unknown`` keeps analytics off.
        key_area: GB 37300-2018 key-area flag.
        managing_unit: Who answers for the camera.
        sign_posted: Whether a sign tells people of it (order 799, article 9).
        credentials: Name under which the secret store keeps its user name and password.
        certificate_sha256: SHA-256 of the certificate that the camera shows over rtsps or wheps, in
            hexadecimal, colons allowed; it alone decides then whether the camera is believed.
        ground_points: Places known both in the picture and on the map, none or at least four:
            they tell metres, people per m² and where permits lie in the picture. They belong to
            the view ``fixed``.
        analytics: What is detected.
        privacy_masks: What nobody sees.
        view_confirmed_at: When an operator last saw that masks and zones fit what the camera shows.
            After its view has moved, the whole picture stays masked until this is set anew.
        enabled: Whether it is pulled at all.
    """

    id: CameraId
    name: OneLine = Field(min_length=1, max_length=80)
    streams: Streams
    region: RegionCode = ""
    grid: GridCode | None = None
    location: GeoPoint | None = None
    place_type: PlaceType = PlaceType.UNKNOWN
    key_area: bool = False
    managing_unit: OneLine = Field(default="", max_length=80)
    sign_posted: bool = False
    credentials: str | None = Field(default=None, max_length=80, pattern=r"^[A-Za-z0-9_./-]+$")
    certificate_sha256: str | None = Field(
        default=None, pattern=r"^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$"
    )
    ground_points: GroundPoints = ()
    analytics: Analytics = Analytics()
    privacy_masks: tuple[PrivacyMask, ...] = Field(default=(), max_length=32)
    view_confirmed_at: AwareDatetime | None = None
    enabled: bool = True

    @model_validator(mode="before")
    @classmethod
    def _region_from_id(cls, data: Any) -> Any:
        # C1: the region defaults to the county that the id itself names.
        if isinstance(data, dict) and not data.get("region") and data.get("id"):
            return {**data, "region": county_of(str(data["id"])) + "000000"}
        return data

    @field_validator("place_type")
    @classmethod
    def _not_refused(cls, place_type: PlaceType) -> PlaceType:
        if place_type.refused:
            raise ValueError(
                f"{place_type.label.zh}内禁止安装摄像机 / cameras are not allowed in a "
                f"{place_type.label.en}"
            )
        return place_type

    @model_validator(mode="after")
    def _grid_in_region(self) -> Camera:
        if self.grid is not None and not lies_under(self.grid, self.region):
            raise ValueError(
                f"网格 {self.grid} 不在行政区划 {self.region} 内 / grid {self.grid} does not lie "
                f"in region {self.region}"
            )
        return self

    @model_validator(mode="after")
    def _ground_where_needed(self) -> Camera:
        for zone in self.analytics.zones:
            if not zone.limits.needs_ground:
                continue
            if not self.ground_points:
                raise ValueError(
                    f"区域 {zone.id} 按面积或密度设限，摄像机须有 ground_points / zone "
                    f"{zone.id} has a limit by area or density: the camera needs ground_points"
                )
            if zone.view != FIXED_VIEW:
                raise ValueError(
                    f"区域 {zone.id} 属于预置位 {zone.view}，地面参考点只对 {FIXED_VIEW} 有效 / "
                    f"zone {zone.id} belongs to view {zone.view}, ground_points to {FIXED_VIEW}"
                )
        return self

    @property
    def active_zones(self) -> tuple[Zone, ...]:
        """The zones that detectors may look at: none while the place type forbids it."""
        if not (self.enabled and self.place_type.analytics_allowed):
            return ()
        return self.analytics.zones
