"""``sharp-eyes cameras``: what people do to the registry by command."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from command_center.commands.cameras import cameras
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.registry.yaml_file import load, parse
from tests.integration.command_center.store import Store

TOWN = Path(__file__).parents[3] / "camera_registry.yaml"
FIRST, SECOND = "37049901001326000001", "37049901001326000002"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cameras, [str(argument) for argument in arguments])


def least(*ids: str, name: str = "a") -> str:
    return "cameras:\n" + "".join(
        f"  - {{id: {key}, name: {name}, streams: {{sub: 'rtsp://u:s3cret@h/x'}}}}\n" for key in ids
    )


def test_a_round_trip_through_the_database_loses_nothing(tmp_path: Path) -> None:
    assert run("import", TOWN, "--state", tmp_path / "s").exit_code == 0
    out = tmp_path / "out.yaml"
    assert run("export", out, "--state", tmp_path / "s").exit_code == 0
    before, after = load(TOWN), load(out)
    assert after.cameras == before.cameras
    assert set(after.grids) == set(before.grids)
    assert set(after.regions) == set(before.regions)


def test_the_same_import_twice_changes_nothing(tmp_path: Path) -> None:
    run("import", TOWN, "--state", tmp_path)
    again = run("import", TOWN, "--state", tmp_path)
    assert "0 added, 0 changed, 0 removed" in again.output


def test_a_dry_run_says_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(least(FIRST))
    dry = run("import", file, "--dry-run", "--state", tmp_path / "s")
    assert f"+ {FIRST}" in dry.output
    assert "1 added" in run("import", file, "--state", tmp_path / "s").output


@pytest.mark.parametrize(("prune", "kept"), [(False, True), (True, False)])
def test_what_a_file_does_not_hold_goes_only_when_told(
    tmp_path: Path, prune: bool, kept: bool
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(least(FIRST, SECOND))
    run("import", file, "--state", tmp_path / "s")
    file.write_text(least(FIRST, name="b"))
    more = ["--prune"] if prune else []
    result = run("import", file, "--state", tmp_path / "s", *more)
    assert f"~ {FIRST}" in result.output
    exported = parse(run("export", "--state", tmp_path / "s").output).registry
    assert (exported.camera(SECOND) is not None) is kept


def test_a_faulty_file_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(least(FIRST))
    run("import", file, "--state", tmp_path / "s")
    file.write_text(least(FIRST, SECOND) + "    place_type: nowhere\n")
    result = run("import", file, "--state", tmp_path / "s")
    assert isinstance(result.exception, SharpEyesError)
    exported = parse(run("export", "--state", tmp_path / "s").output).registry
    assert [camera.id for camera in exported.cameras] == [FIRST]


def test_a_password_in_an_address_is_sealed_and_never_exported(
    tmp_path: Path, store: Store
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(least(FIRST))
    result = run("import", file, "--state", tmp_path / "s")
    assert "s3cret" not in result.output
    assert "s3cret" not in run("export", "--state", tmp_path / "s").output
    rows = store.rows(tmp_path / "s", "select name, sealed from camera_secret")
    assert [name for name, _ in rows] == [f"camera/{FIRST}"]
    assert "s3cret" not in str(rows)
    for file in (tmp_path / "s").glob("centre.sqlite*"):
        assert b"s3cret" not in file.read_bytes()


def test_validate_says_where_detectors_stay_off(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "cameras:\n"
        f"  - id: {FIRST}\n    name: a\n    streams: {{sub: 'rtsp://h/x'}}\n"
        "    analytics: {zones: [{id: z, limits: {kind: crowd}}]}\n"
    )
    assert "detectors stay off" in run("validate", file).output
