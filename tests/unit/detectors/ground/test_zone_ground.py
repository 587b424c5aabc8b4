"""How densely people stand in a zone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from detectors.ground.ground_plane import GroundPlane
from detectors.ground.zone_ground import DISC_M2, ZoneGround
from tests.unit.detectors.ground.camera_view import ASPECT, CameraView

VIEW = CameraView()
PLANE = GroundPlane.fit(VIEW.points())
Corners = tuple[tuple[float, float], ...]
SQUARE: Corners = ((-5.0, 11.0), (5.0, 11.0), (5.0, 21.0), (-5.0, 21.0))


def seen(places: npt.ArrayLike) -> npt.NDArray[np.float32]:
    ground = [VIEW.ahead(*place) for place in np.asarray(places, np.float64).tolist()]
    return VIEW.see(ground).astype(np.float32)


def ground_of(corners: Corners) -> ZoneGround:
    found = ZoneGround.of(PLANE, [(float(u), float(v)) for u, v in seen(corners)])
    assert found is not None
    return found


def test_the_density_of_a_zone_is_people_over_square_metres() -> None:
    assert ground_of(SQUARE).area_m2 == pytest.approx(100.0, rel=0.01)
    assert ground_of(SQUARE).density(250) == pytest.approx(2.5, rel=0.01)


@pytest.mark.parametrize("per_m2", [1.0, 2.0, 4.0])
def test_an_evenly_filled_square_is_nowhere_much_denser_than_it_is(per_m2: float) -> None:
    step = per_m2**-0.5
    east, north = np.meshgrid(np.arange(-5, 5, step), np.arange(11, 21, step))
    densest = ground_of(SQUARE).densest(seen(np.c_[east.ravel(), north.ravel()]))
    assert densest is not None
    assert per_m2 * 0.95 < densest.density < per_m2 * 1.35


def test_a_knot_of_people_is_found_wherever_it_is() -> None:
    random = np.random.default_rng(5)
    loose = random.uniform((-5, 11), (5, 21), (30, 2))
    knot = random.uniform((2.0, 16.0), (3.5, 17.5), (25, 2))
    densest = ground_of(SQUARE).densest(seen(np.concatenate([loose, knot])))
    assert densest is not None
    assert 25 / DISC_M2 <= densest.density < 32 / DISC_M2
    assert np.mean(densest.outline, axis=0) == pytest.approx(seen([(2.75, 16.75)])[0], abs=0.03)


def test_parts_of_people_at_very_many_places_add_up_to_the_same() -> None:
    # As a density map gives them: a tenth of a person at each of 20,000 places.
    random = np.random.default_rng(6)
    places = random.uniform((1.0, 15.0), (4.0, 18.0), (20_000, 2))
    weights = np.full(len(places), 45.0 / len(places), np.float32) * 10.0
    densest = ground_of(SQUARE).densest(seen(places), weights)
    assert densest is not None
    # 450 people on 9 m2; a disc of the same area leaves the corners out.
    assert densest.density == pytest.approx(50.0 * 0.9, rel=0.1)


def test_nobody_and_nobody_on_known_ground_have_no_densest_part() -> None:
    assert ground_of(SQUARE).densest(np.zeros((0, 2), np.float32)) is None
    sky = np.array([[0.5, 0.0]], np.float32)
    high = CameraView(tilt_deg=10.0)
    above = ZoneGround.of(GroundPlane.fit(high.points()), [(0, 0.3), (1, 0.3), (1, 1), (0, 1)])
    assert above is not None
    assert above.densest(sky) is None


def test_a_zone_too_small_or_above_the_horizon_has_no_ground() -> None:
    sliver = [(0.5, 0.9), (0.505, 0.9), (0.505, 0.905)]
    assert ZoneGround.of(PLANE, sliver) is None
    assert ZoneGround.of(None, [(0.0, 0.3), (1.0, 0.3), (1.0, 1.0)]) is None


def test_the_share_in_which_people_look_too_small_grows_with_the_distance() -> None:
    near = ground_of(((-3.0, 10.0), (3.0, 10.0), (3.0, 14.0), (-3.0, 14.0)))
    far = ground_of(((-3.0, 60.0), (3.0, 60.0), (3.0, 90.0), (-3.0, 90.0)))
    assert near.share_smaller_than(0.05, ASPECT) == 0.0
    assert far.share_smaller_than(0.05, ASPECT) == 1.0
