"""One camera in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput
from simulators.replay.camera.config_file import read_config
from simulators.replay.camera.whole_picture import for_wanted, whole_picture_camera
from simulators.replay.session import check_camera, check_zones
from simulators.replay.source.setting import SourceSetting
from simulators.replay.truth.truth_file import TruthFile

ZONE = "zones: [{id: a, limits: {kind: crowd, people: 5}}]"


def written(folder: Path, text: str) -> Path:
    path = folder / "yard.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_zones_and_a_place_are_enough(tmp_path: Path) -> None:
    path = written(tmp_path, f"place_type: square\nanalytics:\n  {ZONE}\n")
    chosen = read_config(path)
    assert chosen.camera.name == "yard"
    assert [zone.id for zone in chosen.camera.active_zones] == ["a"]


def test_a_registry_with_one_camera_brings_its_permits(tmp_path: Path) -> None:
    text = """
cameras:
- {id: "37049900001320000001", name: yard, streams: {sub: "rtsp://127.0.0.1/a"}}
permits:
- id: "1"
  camera: "37049900001320000001"
  polygon: [[0, 0], [1, 0], [1, 1]]
  valid_from: 2026-01-01
  valid_until: 2026-02-01
"""
    chosen = read_config(written(tmp_path, text))
    assert len(chosen.permits) == 1
    with pytest.raises(BadInput, match="holds 0 cameras"):
        read_config(written(tmp_path, "cameras: []\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n", "holds no camera"),
        ("place_type: square\nanalytcs: {}\n", "yard.yaml:2: analytcs"),
        ("place_type: home\n", "yard.yaml:1: place_type"),
        ("analytics: {zones: [{id: a, limits: {kind: crowd, people: 0}}]}\n", "people"),
        ("a: [\n", "yard.yaml:"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_config(written(tmp_path, text))
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"analytics: {{{ZONE}}}\n", "place type unknown.*say which place"),
        (
            f"place_type: worship\nanalytics: {{{ZONE}}}\n",
            "place type worship.*replay another recording",
        ),
        (f"place_type: square\nenabled: false\nanalytics: {{{ZONE}}}\n", "is disabled"),
        ("place_type: square\n", "has no zone for crowd"),
    ],
)
def test_a_camera_that_nothing_may_look_at_is_told_before_anything_is_read(
    tmp_path: Path, text: str, expected: str
) -> None:
    camera = for_wanted(read_config(written(tmp_path, text)).camera, ["crowd"])
    with pytest.raises(BadInput, match=expected):
        check_camera(camera, ["crowd"])


def test_without_a_camera_the_whole_picture_is_watched() -> None:
    chosen = whole_picture_camera("a\nname\u202e" + "x" * 99, ["crowd", "construction"], 7)
    check_camera(chosen.camera, ["crowd"])
    zones = {zone.id: zone for zone in chosen.camera.active_zones}
    assert set(zones) == {"whole-crowd", "whole-ground"}
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    assert all(zone.polygon == corners for zone in zones.values())
    assert len(chosen.camera.name) == 80


def test_rare_pictures_make_rare_looks() -> None:
    setting = SourceSetting(look_every_s=600.0)
    analytics = whole_picture_camera("a", ["crowd"], 7, setting).camera.analytics
    assert (analytics.crowd_every_s, analytics.construction_every_s) == (600.0, 600.0)
    every = whole_picture_camera("a", ["crowd"], 7, setting, 60.0).camera.analytics
    assert every.crowd_every_s == 60.0


@pytest.mark.parametrize(
    ("name", "text", "known"),
    [
        ("t.json", '{"incidents": [{"kind": "crowd", "zone": "a", "start": 0}]}', True),
        ("t.json", '{"incidents": [{"kind": "crowd", "start": 0}]}', True),
        ("t.json", '{"incidents": [{"kind": "crowd", "zone": "b", "start": 0}]}', False),
        ("t.json", '{"incidents": [{"kind": "construction", "zone": "b", "start": 0}]}', True),
        ("t.csv", "frame,zone,count\n1,a,2\n1,,3\n", True),
        ("t.csv", "frame,zone,count\n1,b,2\n", False),
        ("t.txt", "1,1,0,0,5,5\n", True),
    ],
)
def test_a_truth_of_another_zone_is_refused(
    tmp_path: Path, name: str, text: str, known: bool
) -> None:
    camera = read_config(written(tmp_path, f"place_type: square\nanalytics: {{{ZONE}}}\n")).camera
    (tmp_path / name).write_text(text)
    file = TruthFile.read(tmp_path / name)
    if known:
        check_zones(file, camera, ["crowd"])
        return
    with pytest.raises(BadInput, match=r"has no zone b") as raised:
        check_zones(file, camera, ["crowd"])
    assert "its zones are: a" in str(raised.value)
