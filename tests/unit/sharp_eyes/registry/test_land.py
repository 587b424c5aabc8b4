"""Ground points, permits and protected land: what is taken, what is refused, who hears of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.difference import Difference
from sharp_eyes.registry.faulty import FaultyRegistry
from sharp_eyes.registry.ground_reach import GROUND_REACH_M, land_seen
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import dump, parse

ID, OTHER = "37049901001326000001", "37049901001326000002"
PLANE = LocalPlane(117.5, 34.75)
# As a camera looking north sees a square of 20 m: far corners higher in the picture and nearer
# to each other.
SEEN = ((0.1, 0.9), (0.9, 0.9), (0.7, 0.4), (0.3, 0.4))
PLACED = ((-10.0, 5.0), (10.0, 5.0), (10.0, 25.0), (-10.0, 25.0))
DAYS = {"valid_from": "2026-01-01", "valid_until": "2026-12-31"}


def ground_points(
    seen: tuple[tuple[float, float], ...] = SEEN,
    placed: tuple[tuple[float, float], ...] = PLACED,
) -> list[dict[str, Any]]:
    return [
        {"picture": list(where), "location": list(PLANE.to_degrees(*place))}
        for where, place in zip(seen, placed, strict=True)
    ]


def camera(camera_id: str = ID, **more: Any) -> Camera:
    return Camera.model_validate(
        {"id": camera_id, "name": "a", "streams": {"sub": "rtsp://h/x"}} | more
    )


def square(east_m: float, north_m: float, side_m: float = 10.0) -> list[list[float]]:
    corners = ((0, 0), (side_m, 0), (side_m, side_m), (0, side_m))
    return [list(PLANE.to_degrees(east_m + x, north_m + y)) for x, y in corners]


def test_a_camera_needs_no_ground_points_and_four_are_enough() -> None:
    assert camera().ground_points == ()
    assert len(camera(ground_points=ground_points()).ground_points) == 4


@pytest.mark.parametrize(
    ("seen", "placed", "reason"),
    [
        (SEEN[:3], PLACED[:3], "至少需要 4 个 / only 3"),
        (((0.1, 0.1), (0.3, 0.3), (0.5, 0.5), (0.9, 0.9)), PLACED, "线上.*画面.*line"),
        (((0.1, 0.9), (0.5, 0.9), (0.9, 0.9), (0.5, 0.4)), PLACED, "all but one"),
        (SEEN, ((0, 0), (10, 10), (20, 20), (30, 30)), "线上.*地图.*line"),
        ((SEEN[0], *SEEN[:3]), PLACED, "同一处.*same place"),
        (SEEN, (PLACED[1], PLACED[0], PLACED[3], PLACED[2]), "颠倒.*mirrored"),
    ],
)
def test_ground_points_that_cannot_fix_the_ground_are_refused_in_both_languages(
    seen: Any, placed: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        camera(ground_points=ground_points(seen, placed))


@pytest.mark.parametrize(
    "limits",
    [
        {"kind": "crowd", "density": 2.0},
        {"kind": "crowd", "peak_density": 4.0},
        {"kind": "construction", "min_area_m2": 10.0},
    ],
)
def test_a_limit_by_area_or_density_needs_ground_points_of_the_same_view(
    limits: dict[str, Any],
) -> None:
    def analytics(view: str) -> dict[str, Any]:
        return {"zones": [{"id": "z", "view": view, "limits": limits}]}

    with pytest.raises(ValueError, match="须有 ground_points / zone z"):
        camera(analytics=analytics("fixed"))
    with pytest.raises(ValueError, match="belongs to view gate"):
        camera(analytics=analytics("gate"), ground_points=ground_points())
    assert camera(analytics=analytics("fixed"), ground_points=ground_points())


def test_a_crowd_zone_has_at_least_one_limit() -> None:
    zones = [{"id": "z", "limits": {"kind": "crowd", "people": None}}]
    with pytest.raises(ValueError, match="at least one limit"):
        camera(analytics={"zones": zones})


PICTURE = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5]]


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"camera": ID},
        {"polygon": PICTURE},
        {"camera": ID, "polygon": PICTURE, "ground": square(0, 0)},
        {"camera": ID, "ground": square(0, 0)},
    ],
)
def test_land_is_in_a_picture_or_on_the_map_never_neither_or_both(place: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ground alone"):
        Permit.model_validate({"id": "p", **place, **DAYS})


@pytest.mark.parametrize(
    ("ground", "reason"),
    [
        ([*square(0, 0)[:2], square(0, 0)[3], square(0, 0)[2]], "crosses itself"),
        (square(0, 0, 0.5), "too small"),
    ],
)
def test_a_polygon_on_the_map_is_checked(ground: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Permit.model_validate({"id": "p", "ground": ground, **DAYS})


def registry() -> Registry:
    zones = [
        {
            "id": "z",
            "limits": {
                "kind": "crowd",
                "people": None,
                "density": 2.5,
                "peak_density": 4.0,
                "cooldown_s": 90.0,
            },
        },
        {"id": "w", "limits": {"kind": "construction", "min_area_m2": 12.0}},
    ]
    return Registry.model_validate(
        {
            "cameras": [
                camera(ground_points=ground_points(), analytics={"zones": zones}).model_dump()
            ],
            "permits": [
                {"id": "drawn", "camera": ID, "polygon": PICTURE, **DAYS},
                {"id": "mapped", "ground": square(0, 10), **DAYS},
            ],
            "protected_land": [
                {"id": "field", "name": "基本农田", "ground": square(0, 10), "min_area_m2": 4.0},
                {"id": "bank", "camera": ID, "polygon": PICTURE, "lasting_visits": 2},
            ],
        }
    )


def test_ground_permits_and_protected_land_read_back_as_they_were_written() -> None:
    assert parse(dump(registry())).registry == registry()


def test_a_registry_from_before_reads_as_before() -> None:
    text = (
        f"cameras:\n  - id: {ID}\n    name: a\n    streams: {{sub: 'rtsp://h/x'}}\n"
        "    analytics: {zones: [{id: z, limits: {kind: crowd}}]}\n"
        f"permits:\n  - {{id: p, camera: {ID}, polygon: [[0, 0], [1, 0], [1, 1]],"
        " valid_from: 2026-01-01, valid_until: 2026-02-01}\n"
    )
    read = parse(text).registry
    limits = read.cameras[0].analytics.zones[0].limits
    assert limits.kind == "crowd"
    assert (limits.people, limits.density, limits.peak_density) == (20, None, None)
    assert read.permits[0].polygon == ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    assert read.permits[0].ground is None


@pytest.mark.parametrize("part", ["permits", "protected_land"])
def test_land_in_the_picture_of_a_camera_that_is_not_listed_is_told_at_its_line(part: str) -> None:
    days = ", valid_from: 2026-01-01, valid_until: 2026-02-01" if part == "permits" else ""
    text = (
        f"{part}:\n  - id: p\n    camera: {ID}\n"
        f"    polygon: [[0, 0], [1, 0], [1, 1]]{days.replace(', ', chr(10) + '    ')}\n"
    )
    with pytest.raises(FaultyRegistry) as caught:
        parse(text)
    assert [(one.line, one.field) for one in caught.value.faults] == [(3, f"{part}[0].camera")]


def test_a_difference_names_permits_and_protected_land_too() -> None:
    now = registry()
    later = now.model_copy(
        update={
            "permits": now.permits[:1],
            "protected_land": (
                now.protected_land[0].model_copy(update={"lasting_visits": 9}),
                *now.protected_land[1:],
            ),
        }
    )
    found = Difference.between(now, later)
    assert (found.added, found.changed, found.removed) == ((), (), ())
    assert found.land_changed == ("protected_land field",)
    assert found.land_removed == ("permit mapped",)
    assert found
    assert not found.without_removals().land_removed


def test_land_reaches_the_cameras_that_may_see_it() -> None:
    permits = registry().permits
    sees, blind = camera(ground_points=ground_points()), camera(OTHER)
    assert [one.id for one in land_seen(sees, permits)] == ["drawn", "mapped"]
    assert [one.id for one in land_seen(blind, permits)] == []
    far = Permit.model_validate({"id": "far", "ground": square(GROUND_REACH_M + 20.0, 0.0), **DAYS})
    assert land_seen(sees, [far]) == ()


@given(
    longitude=st.floats(-179.0, 179.0),
    latitude=st.floats(-80.0, 80.0),
    east=st.floats(-2000.0, 2000.0),
    north=st.floats(-2000.0, 2000.0),
)
def test_metres_and_degrees_go_both_ways(
    longitude: float, latitude: float, east: float, north: float
) -> None:
    plane = LocalPlane(longitude, latitude)
    assert plane.to_metres(*plane.to_degrees(east, north)) == pytest.approx((east, north), abs=1e-4)


def test_a_degree_is_as_long_as_tables_say() -> None:
    # Lengths of a degree on WGS 84 at 45°: 78,847 m east, 111,132 m north.
    east, north = LocalPlane(0.0, 45.0).metres_per_degree
    assert (round(east), round(north)) == (78847, 111132)
