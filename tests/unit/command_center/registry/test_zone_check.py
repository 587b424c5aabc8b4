"""What may be drawn on a picture, and what is told of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from command_center.registry.zone_check import ZoneCheck, check_shapes
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.place_type import PlaceType

CAMERA = Camera.model_validate(
    {
        "id": "37049901001326000001",
        "name": "东口",
        "streams": {"sub": "rtsp://h/x"},
        "place_type": "square",
        "analytics": {"zones": [{"id": "old", "limits": {"kind": "crowd"}}]},
    }
)
SQUARE = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5], [0.1, 0.5]]
BOW = [[0.1, 0.1], [0.5, 0.5], [0.5, 0.1], [0.1, 0.5]]
CROWD = {"kind": "crowd", "people": 10}


def place(u: float, v: float, east: float, north: float) -> dict[str, Any]:
    return {"picture": [u, v], "location": [117.5 + east * 1e-5, 34.75 + north * 1e-5]}


PLACES = [(0.1, 0.9, 0, 0), (0.9, 0.9, 10, 0), (0.7, 0.4, 10, 20), (0.3, 0.4, 0, 20)]
GROUND = [place(*one) for one in PLACES]


def checked(
    zones: list[Any] | None = None,
    masks: list[Any] | None = None,
    points: list[Any] | None = None,
    retired: dict[Any, Any] | None = None,
    camera: Camera = CAMERA,
) -> ZoneCheck:
    return check_shapes(camera, zones or [], masks or [], points or [], retired or {})


def zone(polygon: Any = SQUARE, limits: Any = CROWD, **more: Any) -> dict[str, Any]:
    return {"id": "a", "polygon": polygon, "limits": limits} | more


@pytest.mark.parametrize(
    ("polygon", "code", "corners"),
    [
        (BOW, "crosses", (0, 2)),
        ([[0, 0], [0.5, 0], [0.5, 0.5], [0.25, 0], [0, 0.5]], "crosses", ()),
        ([[0.1, 0.1], [1.2, 0.1], [0.5, 0.5]], "outside", (1,)),
        ([[-0.1, 0.1], [0.5, -2], [0.5, 0.5]], "outside", (0, 1)),
        ([[0.1, 0.1], [0.11, 0.1], [0.11, 0.11]], "too-small", ()),
        ([[0.1, 0.1]] * 3, "too-small", ()),
        ([[0.1, 0.1], [0.5, 0.1]], "too-few", ()),
        ([[i / 100, (i % 7) / 10] for i in range(65)], "too-many", ()),
        ("everything", "unreadable", ()),
        (None, "unreadable", ()),
        ([[0.1, 0.1], [float("nan"), 0.1], [0.5, 0.5]], "unreadable", ()),
        ([[0.1, 0.1], [10**400, 0.1], [0.5, 0.5]], "unreadable", ()),
        ([[0.1, 0.1], [True, 0.1], [0.5, 0.5]], "unreadable", ()),
        ([[0.1, 0.1, 0.1], [0.2, 0.1], [0.5, 0.5]], "unreadable", ()),
    ],
)
def test_a_polygon_that_is_none_is_told_with_its_corners_as_zone_and_as_mask(
    polygon: Any, code: str, corners: tuple[int, ...]
) -> None:
    for check, part in (
        (checked([zone(polygon)]), "zones"),
        (checked(masks=[{"id": "m", "polygon": polygon}]), "privacy_masks"),
    ):
        (fault,) = check.faults
        assert (fault.part, fault.index, fault.field) == (part, 0, "polygon")
        assert fault.code == code
        assert not corners or fault.corners == corners
        assert check.camera is None
        assert any("一" <= letter <= "鿿" for letter in fault.message.zh)
        assert fault.message.en.isascii()


@pytest.mark.parametrize(
    ("limits", "field", "code"),
    [
        ({"kind": "crowd", "people": 0}, "limits.people", "out-of-range"),
        ({"kind": "crowd", "people": 2.5}, "limits.people", "unreadable"),
        ({"kind": "crowd", "people": None}, "limits", "refused"),
        ({"kind": "crowd", "peple": 5}, "limits.peple", "unknown-field"),
        ({"kind": "crowd", "<b>": 5}, "limits.?", "unknown-field"),
        ({"kind": "construction", "min_area": 2}, "limits.min_area", "out-of-range"),
        ({"kind": "face"}, "limits", "unreadable"),
        ({}, "limits", "missing"),
        (7, "limits", "unreadable"),
        ({"kind": "crowd", "density": 2}, "limits", "needs-ground"),
        ({"kind": "construction", "min_area_m2": 20}, "limits", "needs-ground"),
    ],
)
def test_limits_that_cannot_be_are_told_by_their_field(limits: Any, field: str, code: str) -> None:
    (fault,) = checked([zone(limits=limits)]).faults
    assert (fault.field, fault.code) == (field, code)


def test_everything_that_is_wrong_is_told_at_once_and_nothing_that_was_sent_is_repeated() -> None:
    check = checked(
        [zone(BOW, {"kind": "crowd", "people": -1}, name="x" * 61), zone()],
        [{"polygon": SQUARE, "id": "<script>"}],
        GROUND[:3],
    )
    told = {(one.part, one.index, one.field, one.code) for one in check.faults}
    assert told == {
        ("zones", 0, "polygon", "crosses"),
        ("zones", 0, "limits.people", "out-of-range"),
        ("zones", 0, "name", "out-of-range"),
        ("privacy_masks", 0, "id", "unreadable"),
        ("ground_points", None, "", "no-plane"),
    }
    assert "script" not in " ".join(f"{one.message}" for one in check.faults)


def test_ids_are_used_once_and_never_again() -> None:
    check = checked([zone(), zone()], [{"id": "gone", "polygon": SQUARE}])
    assert [one.code for one in check.faults] == ["id-twice"]
    masks = [{"id": "gone", "polygon": SQUARE}]
    check = checked(masks=masks, retired={"privacy_masks": {"gone"}})
    assert [one.code for one in check.faults] == ["id-reused"]
    assert checked([zone(id="gone")], retired={"privacy_masks": {"gone"}}).camera is not None


def test_a_zone_keeps_its_kind() -> None:
    check = checked([zone(id="old", limits={"kind": "construction"})])
    assert [one.code for one in check.faults] == ["kind-changed"]


@pytest.mark.parametrize(
    ("points", "says"),
    [
        (GROUND[:3], "at least 4"),
        ([*GROUND[:3], place(0.7, 0.4, 1, 1)], "same place"),
        ([place(0.1 * i, 0.1 * i, i, i) for i in range(1, 6)], "line"),
        ([place(1 - u, v, east, north) for u, v, east, north in PLACES], "mirrored"),
        ([*GROUND, place(0.5, 0.42, 5, 2)], "contradict"),
    ],
)
def test_ground_points_that_make_no_plane_are_told_so(points: list[Any], says: str) -> None:
    check = checked(points=points)
    (fault,) = check.faults
    assert (fault.part, fault.code) == ("ground_points", "no-plane")
    assert says in fault.message.en
    assert "/" not in fault.message.en


def test_with_a_plane_zones_have_square_metres_and_may_go_by_them() -> None:
    limits = {"kind": "crowd", "people": None, "density": 2.0}
    check = checked([zone([p["picture"] for p in GROUND], limits)], points=GROUND)
    assert check.faults == []
    # 10e-5 degrees of longitude by 20e-5 of latitude, here.
    assert check.areas_m2["a"] == pytest.approx(9.153 * 22.18, rel=0.01)
    assert check.camera is not None
    assert check.camera.ground_points[0].picture == (0.1, 0.9)


def test_a_zone_above_the_horizon_has_no_area_and_is_told_of_where_it_counts() -> None:
    far = [place(0.55, 0.3, 10, 60), place(0.45, 0.3, 0, 60)]
    wall = [[0.1, 0.0], [0.9, 0.0], [0.9, 0.9], [0.1, 0.9]]
    for limits, codes in ((CROWD, []), ({"kind": "crowd", "density": 2.0}, ["no-ground"])):
        check = checked([zone(wall, limits)], points=[*GROUND[:2], *far])
        assert check.areas_m2 == {}
        assert [one.code for one in check.warnings] == codes


def test_masks_may_cover_much_and_not_all() -> None:
    def over(share: float) -> ZoneCheck:
        return checked(
            [zone()],
            [
                {"id": "m", "polygon": [[0, 0], [share, 0], [share, 1], [0, 1]]},
                {"id": "n", "polygon": SQUARE},
            ],
        )

    assert [one.code for one in over(0.995).faults] == ["covers-all"]
    assert [one.code for one in over(0.95).warnings] == ["covers-most", "under-masks"]
    assert over(0.95).camera is not None


def test_lists_have_an_end() -> None:
    many = [zone(id=f"z{number}") for number in range(33)]
    assert [one.code for one in checked(many).faults] == ["too-many"]


def test_only_the_shapes_of_a_camera_change() -> None:
    camera = checked([zone()], [{"id": "m", "polygon": SQUARE}], GROUND).camera
    assert camera is not None
    assert (
        camera.model_copy(
            update={"analytics": CAMERA.analytics, "privacy_masks": (), "ground_points": ()}
        )
        == CAMERA
    )


def test_zones_where_nothing_is_analysed_are_told_to_have_no_effect() -> None:
    worship = CAMERA.model_copy(update={"place_type": PlaceType.WORSHIP})
    assert [one.code for one in checked([zone()], camera=worship).warnings] == ["no-analytics"]
