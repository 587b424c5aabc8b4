"""Cameras are found by words, region, state and place, within reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from command_center.registry.camera_index import CameraIndex, IndexedCamera
from command_center.registry.camera_search import MAX_WORDS, CameraSearch
from command_center.registry.map_box import MapBox
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry

COUNTY, TOWN, OTHER_TOWN = "370499000000", "370499101000", "370499102000"
VILLAGE, OTHER = "370499101201", "370499102201"


def _camera(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"37049901001326{number:06}",
        "name": f"广场 {number}",
        "region": VILLAGE,
        "streams": {"sub": "rtsp://10.0.0.1/sub"},
    } | fields


REGISTRY = Registry.model_validate(
    {
        "regions": [
            {"code": COUNTY, "name": "博兴县"},
            {"code": TOWN, "name": "晨光镇", "name_en": "Chenguang"},
            {"code": OTHER_TOWN, "name": "湖滨镇"},
            {"code": VILLAGE, "name": "东溪村"},
            {"code": OTHER, "name": "柳桥村"},
        ],
        "grids": [{"code": f"{VILLAGE}001", "name": "第一网格", "unit": "网格队"}],
        # Not in the order of ids.
        "cameras": [
            _camera(3, name="Gate ＮＯ３", location=(118.5, 37.5), managing_unit="水务局"),
            _camera(1, grid=f"{VILLAGE}001", location=(118.1, 37.1)),
            _camera(2, region=OTHER, location=(118.2, 37.2)),
            _camera(4, region=OTHER),
        ],
    }
)
SHARDS = {camera.id: f"shard-{camera.id[-1]}" for camera in REGISTRY.cameras}
INDEX = CameraIndex.of(REGISTRY, SHARDS)


def numbers(found: Iterable[IndexedCamera]) -> list[int]:
    return [int(one.id[-6:]) for one in found]


def everything(_camera: Camera) -> bool:
    return True


def find(search: CameraSearch, by_id: bool = False) -> list[int]:
    first, second, third, _fourth = (camera.id for camera in REGISTRY.cameras)
    # What a shard says of another's camera counts for nothing.
    said = {
        SHARDS[first]: {first: "online", third: "online"},
        SHARDS[second]: {second: "offline"},
    }
    return numbers(
        INDEX.matching(search, everything, lambda shard: said.get(shard, {}), by_id=by_id)
    )


def words(text: str) -> CameraSearch:
    return CameraSearch.of(text, None, frozenset(), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [3, 1, 2, 4]),
        ("广场", [1, 2, 4]),
        ("000002", [2]),
        ("37049901001326", [3, 1, 2, 4]),
        ("东溪", [3, 1]),
        ("湖滨", [2, 4]),
        ("博兴", [3, 1, 2, 4]),
        ("chenGUANG", [3, 1]),
        ("第一网格", [1]),
        ("水务", [3]),
        ("no3", [3]),
        ("湖滨　广场 000004", [4]),
        ("湖滨 东溪", []),
        ("%", []),
        ("_", []),
    ],
)
def test_every_word_has_to_stand_in_what_is_known_of_a_camera(
    text: str, expected: list[int]
) -> None:
    assert find(words(text)) == expected


def test_a_word_does_not_reach_from_one_field_into_the_next() -> None:
    assert find(words("广场1")) == []
    assert find(words("1370499")) == []


def test_very_many_words_are_not_all_looked_for() -> None:
    assert len(words("a " * 50).words) == MAX_WORDS


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (CameraSearch(region=COUNTY), [3, 1, 2, 4]),
        (CameraSearch(region=TOWN), [3, 1]),
        (CameraSearch(region=OTHER), [2, 4]),
        (CameraSearch(region="370499103000"), []),
        (CameraSearch(states=frozenset({"online"})), [3]),
        (CameraSearch(states=frozenset({"offline", "unknown"})), [1, 2, 4]),
        (CameraSearch(box=MapBox(118.1, 37.1, 118.2, 37.2)), [1, 2]),
        (CameraSearch(box=MapBox(118.1, 37.1, 118.1, 37.1)), [1]),
        (CameraSearch(("广场",), OTHER, frozenset({"unknown"}), MapBox(118, 37, 119, 38)), [2]),
    ],
)
def test_region_state_and_place_all_have_to_fit(search: CameraSearch, expected: list[int]) -> None:
    assert find(search) == expected


def test_by_id_they_are_sorted_whatever_the_registrys_order() -> None:
    assert find(CameraSearch(), by_id=True) == [1, 2, 3, 4]


def test_nothing_beyond_reach_is_found_and_reach_is_asked_once_a_region_and_unit() -> None:
    asked: list[str] = []

    def reaches(camera: Camera) -> bool:
        asked.append(camera.id)
        return camera.managing_unit == "水务局" or camera.region == OTHER

    found = INDEX.matching(CameraSearch(), reaches, lambda _shard: {})
    assert numbers(found) == [3, 2, 4]
    assert len(asked) == 3


def test_a_camera_without_a_place_has_no_point() -> None:
    assert [one.point for one in INDEX.by_id] == [
        b'["37049901001326000001",118.1,37.1',
        b'["37049901001326000002",118.2,37.2',
        b'["37049901001326000003",118.5,37.5',
        None,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,0,1,1",
        "0,0,inf,1",
        "2,0,1,1",
        "0,2,1,1",
        "-181,0,1,1",
        "0,0,1,91",
    ],
)
def test_what_is_no_part_of_the_map_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"four numbers|degrees|could not convert"):
        MapBox.parse(text)


def test_a_part_of_the_map_holds_its_edges_and_nothing_without_a_place() -> None:
    box = MapBox.parse("118.1, 37.1, 118.2, 37.2")
    assert box.holds((118.1, 37.2))
    assert not box.holds((118.21, 37.2))
    assert not box.holds(None)
