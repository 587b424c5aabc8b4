"""The ground plane, held against a camera whose geometry is known exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from detectors.ground.errors import BadGroundPoints
from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.ground_point import GroundPoint
from sharp_eyes.registry.ground_reach import GROUND_REACH_M
from tests.unit.detectors.ground.camera_view import ASPECT, ORIGIN, CameraView

views = st.builds(
    CameraView,
    height_m=st.floats(3.0, 15.0),
    tilt_deg=st.floats(12.0, 40.0),
    heading_deg=st.floats(0.0, 360.0),
    focal=st.floats(0.6, 1.5),
)
SPREAD = ((-4.0, 12.0), (4.0, 12.0), (9.0, 25.0), (-9.0, 25.0), (0.0, 18.0), (3.0, 30.0))


def plane_of(view: CameraView) -> GroundPlane:
    """The plane by four places that this camera sees, however it stands."""
    upper, lower = max(0.05, view.horizon + 0.4 * (0.95 - view.horizon)), 0.95
    seen = ((0.2, lower), (0.8, lower), (0.8, upper), (0.2, upper))
    return GroundPlane.fit(view.points(tuple(view.place(*place) for place in seen)))


@settings(deadline=None)
@given(view=views, u=st.floats(0.0, 1.0), v=st.floats(0.0, 1.0))
def test_a_place_in_the_picture_goes_to_the_ground_and_back(
    view: CameraView, u: float, v: float
) -> None:
    plane = plane_of(view)
    ground = plane.to_metres([(u, v)])[0]
    if v <= view.horizon:
        assert np.isnan(ground).all()
    elif v > view.horizon + 0.02:
        assert plane.to_uv([ground])[0] == pytest.approx((u, v), abs=1e-6)
        # From its own origin, the first point, to the camera's.
        degrees = plane.origin.to_degrees(*ground)
        assert view.see([ORIGIN.to_metres(*degrees)])[0] == pytest.approx((u, v), abs=1e-3)


@settings(deadline=None)
@given(
    view=views,
    right=st.floats(-6.0, 6.0),
    ahead=st.floats(10.0, 30.0),
    side=st.floats(0.5, 6.0),
)
def test_the_area_of_a_square_on_the_ground_is_what_shapely_says(
    view: CameraView, right: float, ahead: float, side: float
) -> None:
    plane = plane_of(view)
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    ground = [view.ahead(right + x, ahead + y) for x, y in corners]
    seen = view.see(ground)
    area = plane.area_m2(tuple((float(u), float(v)) for u, v in seen))
    if ((seen >= 0.0) & (seen <= 1.0)).all():
        assert area == pytest.approx(side * side, rel=1e-3)
    else:
        assert area <= side * side * 1.001


def test_a_zone_that_reaches_over_the_horizon_is_cut_there() -> None:
    view = CameraView()
    plane = plane_of(view)
    whole = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    sky = ((0.0, 0.0), (1.0, 0.0), (1.0, view.horizon), (0.0, view.horizon))
    assert plane.area_m2(sky) == pytest.approx(0.0, abs=1e-6)
    assert 1e4 < plane.area_m2(whole) <= (2 * GROUND_REACH_M + 50) ** 2
    assert np.isnan(plane.to_metres([(0.5, view.horizon + 1e-7)])).all()


def test_points_above_the_horizon_and_beyond_the_reach_have_no_place() -> None:
    view = CameraView()
    plane = plane_of(view)
    assert plane.location(0.5, view.horizon - 0.01) is None
    assert plane.location(0.5, 0.9) is not None
    far = view.see([view.ahead(0.0, GROUND_REACH_M + 100.0)])[0]
    assert plane.location(*far) is None


@settings(deadline=None)
@given(view=views, ahead=st.floats(8.0, 30.0), right=st.floats(-5.0, 5.0))
def test_a_person_looks_as_tall_as_the_camera_shows_one(
    view: CameraView, ahead: float, right: float
) -> None:
    # Seen from straight above nobody has a height.
    assume(ahead >= view.height_m)
    foot = view.ahead(right, ahead)
    seen = view.see([foot])[0]
    assume(((seen > 0.0) & (seen < 1.0)).all())
    truth = seen[1] - view.see([foot], up_m=1.7)[0][1]
    # The estimate knows neither the tilt nor the lens.
    assert plane_of(view).person_height([seen], ASPECT)[0] == pytest.approx(truth, rel=0.3)


def test_clicks_that_are_a_little_off_are_evened_out_and_the_rest_is_told() -> None:
    view = CameraView()
    off = np.random.default_rng(3).normal(0.0, 0.002, (len(SPREAD), 2))
    plane = GroundPlane.fit(view.points(SPREAD, off))
    assert plane.left_out == ()
    assert 0.0005 < plane.residual < 0.004
    assert 0.0 < plane.residual_m < 1.0
    corners = [view.ahead(x, y) for x, y in ((-3, 14), (3, 14), (3, 22), (-3, 22))]
    assert plane.area_m2(tuple(map(tuple, view.see(corners)))) == pytest.approx(48.0, rel=0.05)


def test_one_wrong_point_among_many_is_left_out() -> None:
    view = CameraView()
    off = np.zeros((len(SPREAD), 2))
    off[4] = (0.2, 0.15)
    plane = GroundPlane.fit(view.points(SPREAD, off))
    assert plane.left_out == (4,)
    assert plane.residual < 1e-4


def _exchanged(points: tuple[GroundPoint, ...], a: int, b: int) -> list[GroundPoint]:
    places = [point.location for point in points]
    places[a], places[b] = places[b], places[a]
    return [
        GroundPoint(picture=point.picture, location=place)
        for point, place in zip(points, places, strict=True)
    ]


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([], "there are none"),
        (CameraView().points()[:3], "only 3"),
        (CameraView().points(((0, 12), (0, 15), (0, 18), (0, 25))), "line"),
        (CameraView().points(((0, 12), (0, 15), (0, 18), (5, 25))), "all but one"),
        (_exchanged(CameraView().points(), 0, 1), "contradict|mirrored"),
        (
            [
                GroundPoint(picture=(1.0 - p.picture[0], p.picture[1]), location=p.location)
                for p in CameraView().points()
            ],
            "mirrored",
        ),
        (_exchanged(CameraView().points(SPREAD[:5]), 0, 4), "contradict"),
    ],
    ids=["none", "three", "line", "three on a line", "swapped", "mirrored", "one of five"],
)
def test_points_that_fix_no_ground_are_refused_in_both_languages(
    points: list[GroundPoint], reason: str
) -> None:
    with pytest.raises(BadGroundPoints, match=reason) as caught:
        GroundPlane.fit(points)
    assert "地面参考点不可用" in caught.value.bilingual()


@settings(deadline=None)
@given(view=views, right=st.floats(-20.0, 20.0), ahead=st.floats(-40.0, 60.0))
def test_a_polygon_on_the_map_is_seen_where_the_camera_sees_it(
    view: CameraView, right: float, ahead: float
) -> None:
    plane = plane_of(view)
    corners = [view.ahead(right + x, ahead + y) for x, y in ((0, 0), (6, 0), (6, 6), (0, 6))]
    polygons = plane.in_picture([ORIGIN.to_degrees(*corner) for corner in corners])
    inside = [
        (u, v)
        for u in np.linspace(0.05, 0.95, 6)
        for v in np.linspace(0.05, 0.95, 6)
        if v > view.horizon + 0.02
    ]
    shape = Polygon(corners)
    for u, v in inside:
        place = plane.to_metres([(u, v)])[0]
        east, north = ORIGIN.to_metres(*plane.origin.to_degrees(*place))
        point = box(east - 1e-9, north - 1e-9, east + 1e-9, north + 1e-9)
        if shape.exterior.distance(point) < 0.3:
            continue
        seen = any(
            Polygon(polygon).buffer(1e-6).contains(box(u, v, u, v).centroid) for polygon in polygons
        )
        assert seen == shape.contains(point)


def test_a_polygon_around_the_camera_is_cut_at_the_horizon_and_the_picture() -> None:
    view = CameraView()
    plane = plane_of(view)
    around = [ORIGIN.to_degrees(x, y) for x, y in ((-50, -50), (50, -50), (50, 50), (-50, 50))]
    (polygon,) = plane.in_picture(around)
    u, v = np.array(polygon).T
    assert (u.min(), u.max(), v.max()) == pytest.approx((0.0, 1.0, 1.0), abs=1e-6)
    # 50 m ahead is below the horizon by height over distance.
    assert v.min() == pytest.approx(view.see([(0.0, 50.0)])[0][1], abs=1e-3)
    behind = [ORIGIN.to_degrees(x, y) for x, y in ((-5, -50), (5, -50), (5, -40), (-5, -40))]
    assert plane.in_picture(behind) == ()
    elsewhere = LocalPlane(118.5, 34.77)
    far = [elsewhere.to_degrees(x, y) for x, y in ((0, 0), (50, 0), (50, 50))]
    assert plane.in_picture(far) == ()
