"""What a kind of place refuses, as SAFEGUARDS and order 799 say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.place_type import PlaceType


def camera(place: str) -> Camera:
    return Camera.model_validate(
        {
            "id": "37049901001326000001",
            "name": "a",
            "streams": {"sub": "rtsp://h/x"},
            "place_type": place,
            "analytics": {"zones": [{"id": "z", "limits": {"kind": "crowd"}}]},
        }
    )


@pytest.mark.parametrize(
    "place", ["toilet", "changing_room", "hotel_room", "dormitory", "clinic_room", "home"]
)
def test_no_camera_is_registered_where_people_undress_sleep_or_live(place: str) -> None:
    with pytest.raises(ValidationError, match="not allowed"):
        camera(place)


@pytest.mark.parametrize("place", ["unknown", "worship"])
def test_no_detector_looks_where_the_place_is_unnamed_or_of_worship(place: str) -> None:
    assert camera(place).active_zones == ()


def test_detectors_look_where_the_place_allows_it() -> None:
    assert [zone.id for zone in camera("square").active_zones] == ["z"]


def test_every_place_has_a_name_in_both_languages() -> None:
    for place in PlaceType:
        assert place.label.zh
        assert place.label.en
