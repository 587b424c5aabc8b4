"""Truth files of every form, and whose they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput, MissingPart
from simulators.replay.truth.truth_file import TruthFile
from simulators.replay.truth_by_source import truth_by_source

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def written(folder: Path, data: object, name: str = "truth.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, indent="\t"))
    return path


def test_incidents_stand_in_seconds_or_as_dates_with_a_zone(tmp_path: Path) -> None:
    rows = [
        {"kind": "crowd", "zone": "a", "start": 5, "end": 20.5},
        {"kind": "crowd", "start": "2026-01-01T08:00:30+08:00"},
    ]
    truth = TruthFile.read(written(tmp_path, {"incidents": rows})).truth(BEGIN)
    assert [(row.start_s, row.end_s, row.zone) for row in truth.incidents] == [
        (5, 20.5, "a"),
        (30, None, None),
    ]
    assert truth.known_kinds == {"crowd"}


def test_an_empty_list_says_that_nothing_happened_where_its_kinds_are_named(
    tmp_path: Path,
) -> None:
    truth = TruthFile.read(written(tmp_path, {"kinds": ["construction"]})).truth(BEGIN)
    assert truth.incidents == []
    assert truth.known_kinds == {"construction"}


def test_structures_are_construction_with_a_place_and_permitted_ones_are_not_asked_for(
    tmp_path: Path,
) -> None:
    square = [[0.1, 0.1], [0.4, 0.1], [0.4, 0.4]]
    data = {
        "structures": [
            {"id": "shed", "polygon": square, "start": 100, "due": 160},
            {"id": "house", "polygon": square, "start": 0, "permitted": True},
        ]
    }
    truth = TruthFile.read(written(tmp_path, data)).truth(BEGIN)
    (shed,) = truth.incidents
    assert (shed.kind, shed.name, shed.start_s, shed.due_s) == ("construction", "shed", 100, 160)
    assert shed.polygon == ((0.1, 0.1), (0.4, 0.1), (0.4, 0.4))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"incidents": [\n', "truth.json:2: : JSON"),
        ({}, "there are no incidents"),
        ({"incidents": [{"kind": "fire", "start": 0}]}, "incidents[0].kind"),
        ({"incidents": [{"kind": "crowd"}]}, "incidents[0].start: 缺少必填字段"),
        ({"incidents": [{"kind": "crowd", "start": 0, "zonne": "a"}]}, "incidents[0].zonne"),
        ({"incidents": [{"kind": "crowd", "start": 9, "end": 1}]}, "before it begins"),
        ({"incidents": [{"kind": "crowd", "start": "2026-01-01T00:00:00"}]}, "names no zone"),
        (
            {"incidents": [{"kind": "crowd", "start": 1, "end": "2026-01-01T00:00:00Z"}]},
            "all times as seconds",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, data: object, expected: str) -> None:
    with pytest.raises(BadInput) as raised:
        TruthFile.read(written(tmp_path, data))
    assert expected.replace(": : ", ": ") in str(raised.value)


def test_a_wrong_field_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"truth\.json:5: incidents\[0\]\.start"):
        TruthFile.read(written(tmp_path, {"incidents": [{"kind": "crowd", "start": "soon"}]}))


def test_a_csv_without_a_header_is_taken_for_boxes(tmp_path: Path) -> None:
    file = TruthFile.read(written(tmp_path, "1,1,0,0,5,5\n", "gt.csv"))
    people = file.truth(BEGIN).people
    assert people is not None
    assert len(people[1].boxes) == 1


def test_with_several_sources_a_file_goes_by_name(tmp_path: Path) -> None:
    one = written(tmp_path, "1,1,0,0,5,5\n", "yard.gt.txt")
    other = written(tmp_path, "1,1,0,0,5,5\n", "pets.txt")
    found = truth_by_source([str(one), f"road={other}"], ["yard", "road"])
    assert [file.name for file in found["yard"]] == ["yard.gt.txt"]
    assert [file.name for file in found["road"]] == ["pets.txt"]
    with pytest.raises(BadInput, match=r"truth pets\.txt belongs to"):
        truth_by_source([str(other)], ["yard", "road"])
    with pytest.raises(BadInput, match=r"truth pets\.txt belongs to.*sources are: yard, road"):
        truth_by_source([f"rode={other}"], ["yard", "road"])
    with pytest.raises(MissingPart):
        truth_by_source(["nowhere.txt"], ["yard"])
