"""``sharp-eyes cameras``: spreadsheets by command, all of a file or nothing."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from command_center.commands.cameras import cameras
from sharp_eyes.registry.yaml_file import load, parse
from tests.unit.command_center.registry.sheets.sheets import HEADINGS, NEW, TOWN, csv

pytestmark = pytest.mark.sqlite_only("the file of the state folder is read")

REGISTRY = Path(__file__).parents[3] / "camera_registry.yaml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cameras, [str(argument) for argument in arguments])


def held(state: Path) -> set[str]:
    text = run("export", "--state", state).output
    return {camera.id for camera in parse(text).registry.cameras}


@pytest.mark.sqlite_only
def test_a_sheet_is_tried_imported_and_imported_again(tmp_path: Path) -> None:
    state, file = tmp_path / "s", tmp_path / "a.csv"
    file.write_bytes(csv(HEADINGS, f"{NEW},东溪,rtsp://u:s3cret@h/x", encoding="gbk"))
    dry = run("import", file, "--dry-run", "--state", state)
    assert (dry.exit_code, "1 add" in dry.output, held(state)) == (0, True, set())
    assert run("import", file, "--state", state).exit_code == 0
    assert held(state) == {NEW}
    with sqlite3.connect(state / "centre.sqlite") as database:
        secrets = database.execute("select name from camera_secret").fetchall()
        revisions = database.execute("select what, added from registry_revision").fetchall()
    assert secrets == [(f"camera/{NEW}",)]
    assert revisions == [("import of a.csv", 1)]
    again = run("import", file, "--state", state)
    assert "1 no change" in again.output
    with sqlite3.connect(state / "centre.sqlite") as database:
        assert database.execute("select count(*) from registry_revision").fetchone() == (1,)


def test_one_refused_row_changes_nothing_and_the_file_comes_back_marked(tmp_path: Path) -> None:
    state, file, marked = tmp_path / "s", tmp_path / "a.csv", tmp_path / "marked.csv"
    file.write_bytes(csv(HEADINGS, f"{NEW},a,rtsp://h/x", "37,b,rtsp://h/x"))
    result = run("import", file, "--state", state, "--marked", marked)
    assert result.exit_code == 1
    assert "A3: 设备编码应为 20 位数字" in result.output
    assert "20 digits" in marked.read_text(encoding="utf-8-sig")
    assert held(state) == set()


def test_coordinates_that_need_an_answer_stop_an_import_until_it_is_given(tmp_path: Path) -> None:
    state, file = tmp_path / "s", tmp_path / "a.csv"
    file.write_bytes(csv(HEADINGS + ",经度,纬度", f"{NEW},a,rtsp://h/x,34.7,117.6"))
    assert "--correct swapped" in run("import", file, "--state", state).output
    assert held(state) == set()
    assert run("import", file, "--state", state, "--correct", "nothing").exit_code == 2
    assert run("import", file, "--state", state, "--prune").exit_code == 2
    assert run("import", file, "--state", state, "--correct", "swapped").exit_code == 0
    exported = parse(run("export", "--state", state).output).registry
    assert exported.cameras[0].location == (117.6, 34.7)


def test_template_and_exports_are_imported_without_a_change(tmp_path: Path) -> None:
    state = tmp_path / "s"
    run("import", REGISTRY, "--state", state)
    for command, name in (("template", "t.xlsx"), ("export", "e.xlsx"), ("export", "e.csv")):
        assert run(command, tmp_path / name, "--state", state).exit_code == 0
        result = run("import", tmp_path / name, "--state", state)
        assert (result.exit_code, " 0 add, 0 change" in result.output) == (0, True)
    assert run("export", tmp_path / "e.yaml", "--state", state).exit_code == 0
    assert load(tmp_path / "e.yaml").cameras == TOWN.cameras


def land(*ids: str) -> bytes:
    ring = [[117.65, 34.70], [117.66, 34.70], [117.66, 34.71], [117.65, 34.70]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "id": one, "geometry": geometry} for one in ids]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_land_and_permits_come_from_geojson_all_of_a_file_or_nothing(tmp_path: Path) -> None:
    state, file = tmp_path / "s", tmp_path / "a.geojson"
    file.write_bytes(land("field-1", "field-1"))
    protected = ("import", file, "--state", state, "--polygons", "protected-land")
    refused = run(*protected)
    assert refused.exit_code == 1
    assert "the number field-1 stands there twice" in refused.output
    file.write_bytes(land("field-1"))
    assert run(*protected, "--dry-run").exit_code == 0
    assert parse(run("export", "--state", state).output).registry.protected_land == ()
    assert "+ GeoJSON 1: field-1" in run(*protected).output
    assert "1 no change" in run(*protected).output

    permits = ("import", file, "--state", state, "--polygons", "permits")
    days = ("--valid-from", "2026-01-01", "--valid-until", "2026-12-31")
    undated = run(*permits)
    assert (undated.exit_code, "which it is valid are missing" in undated.output) == (1, True)
    assert run(*permits, "--valid-from", "soon").exit_code == 2
    assert run(*permits, *days).exit_code == 0
    held = parse(run("export", "--state", state).output).registry
    assert [one.id for one in held.protected_land] == ["field-1"]
    assert [(one.id, one.valid_from, one.valid_until) for one in held.permits] == [
        ("field-1", date(2026, 1, 1), date(2026, 12, 31))
    ]
    # Without a word the polygons are grids, whose code these are not.
    assert run("import", file, "--state", state).exit_code == 1


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    assert "cannot be read" in str(run("import", tmp_path / "none.xlsx").exception)
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    assert "save it as .xlsx" in str(run("import", tmp_path / "a.xls").exception)
