"""``sharp-eyes ground``: what operators learn of their ground points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from detectors.commands.ground import ground
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import dump
from tests.unit.detectors.ground.camera_view import ORIGIN, CameraView
from tests.unit.detectors.support import CAMERA_ID, camera

VIEW = CameraView()
PLACES = ((-4.0, 12.0), (4.0, 12.0), (8.0, 25.0), (-8.0, 25.0))


def run(file: Path, *more: str) -> Any:
    app = typer.Typer()
    app.command()(ground)
    return CliRunner().invoke(app, [str(file), *more])


def write(file: Path, points: list[dict[str, Any]]) -> Path:
    square = [VIEW.ahead(x, y) for x, y in ((-3, 14), (3, 14), (3, 22), (-3, 22))]
    zone = {
        "id": "market",
        "polygon": VIEW.see(square).tolist(),
        "limits": {"kind": "crowd", "density": 2.0},
    }
    days = {"valid_from": "2026-01-01", "valid_until": "2026-12-31"}
    permits = [{"id": "建字1号", "ground": [ORIGIN.to_degrees(*place) for place in square], **days}]
    one = camera(zone, ground_points=points)
    file.write_text(
        dump(Registry.model_validate({"cameras": [one.model_dump()], "permits": permits})),
        encoding="utf-8",
    )
    return file


def points(places: tuple[tuple[float, float], ...] = PLACES) -> list[dict[str, Any]]:
    return [point.model_dump() for point in VIEW.points(places)]


def test_it_tells_areas_and_what_is_in_sight(tmp_path: Path) -> None:
    result = run(write(tmp_path / "a.yaml", points()))
    assert result.exit_code == 0
    assert "zone market: 48 m²" in result.output
    assert "in sight: 建字1号, 48 m²" in result.output
    assert "not known" in result.output


def test_it_names_the_point_that_contradicts_the_others(tmp_path: Path) -> None:
    wrong = points((*PLACES, (0.0, 18.0), (3.0, 30.0)))
    wrong[4]["picture"] = (0.8, 0.7)
    result = run(write(tmp_path / "a.yaml", wrong))
    assert "point 4 contradicts" in result.output
    assert "off by 0.00%" in result.output


def test_points_that_cannot_be_used_end_it_with_an_error(tmp_path: Path) -> None:
    wrong = points((*PLACES, (0.0, 18.0)))
    wrong[4]["picture"] = (0.75, 0.45)
    result = run(write(tmp_path / "a.yaml", wrong), "--camera", CAMERA_ID)
    assert result.exit_code == 1


def test_a_registry_without_ground_points_is_told_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(dump(Registry(cameras=(camera(),))), encoding="utf-8")
    result = run(file)
    assert isinstance(result.exception, BadInput)
    with pytest.raises(BadInput, match="no camera with ground points"):
        raise result.exception
