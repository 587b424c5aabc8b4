"""Permits and protected land as a camera sees them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from shapely.geometry import Polygon

from detectors.ground.land_in_picture import land_in_picture
from detectors.ground.planes import ground_plane_of
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from tests.unit.detectors.ground.camera_view import ORIGIN, CameraView
from tests.unit.detectors.support import CAMERA_ID, camera

OTHER = "37049901001326000009"
PICTURE = ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6))
VIEW = CameraView()


def permit(name: str = "p", **place: Any) -> Permit:
    days = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 6, 30)}
    return Permit.model_validate({"id": name, **place, **days})


def on_map(right_m: float, ahead_m: float, side_m: float = 6.0) -> list[tuple[float, float]]:
    corners = ((0, 0), (side_m, 0), (side_m, side_m), (0, side_m))
    return [ORIGIN.to_degrees(*VIEW.ahead(right_m + x, ahead_m + y)) for x, y in corners]


def with_ground() -> Camera:
    return camera(ground_points=[point.model_dump() for point in VIEW.points()])


def test_land_drawn_in_a_picture_belongs_to_that_camera_alone() -> None:
    drawn = [permit(camera=CAMERA_ID, polygon=PICTURE), permit("q", camera=OTHER, polygon=PICTURE)]
    found = land_in_picture(camera(), drawn)
    assert [(one.land.id, one.polygons) for one in found] == [("p", (PICTURE,))]
    assert found[0].land.valid_on(date(2026, 6, 30))
    assert not found[0].land.valid_on(date(2026, 7, 1))


def test_land_on_the_map_is_seen_through_the_ground_points() -> None:
    (found,) = land_in_picture(with_ground(), [permit(ground=on_map(-3.0, 15.0))])
    truth = Polygon(VIEW.see([ORIGIN.to_metres(*corner) for corner in on_map(-3.0, 15.0)]))
    (polygon,) = found.polygons
    assert Polygon(polygon).symmetric_difference(truth).area < 1e-3 * truth.area


@pytest.mark.parametrize(
    "ground",
    [on_map(-3.0, -30.0), on_map(200.0, 15.0), on_map(0.0, 9000.0)],
    ids=["behind the camera", "beside the picture", "too far away"],
)
def test_land_out_of_sight_is_left_out(ground: list[tuple[float, float]]) -> None:
    assert land_in_picture(with_ground(), [permit(ground=ground)]) == ()


def test_land_on_the_map_says_nothing_to_a_camera_without_ground_points() -> None:
    assert land_in_picture(camera(), [permit(ground=on_map(-3.0, 15.0))]) == ()


def test_protected_land_is_found_the_same_way() -> None:
    land = ProtectedLand.model_validate({"id": "f", "ground": on_map(0.0, 15.0), "min_area_m2": 3})
    (found,) = land_in_picture(with_ground(), [land])
    assert found.land.min_area_m2 == 3.0


def test_a_camera_whose_points_contradict_each_other_goes_on_without_ground() -> None:
    points = [
        point.model_dump() for point in VIEW.points(((-4, 12), (4, 12), (8, 25), (-8, 25), (0, 18)))
    ]
    points[4]["picture"] = (0.75, 0.45)
    assert ground_plane_of(camera(ground_points=points)) is None
