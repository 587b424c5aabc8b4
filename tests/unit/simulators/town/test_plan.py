from __future__ import annotations

from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput, MissingPart
from sharp_eyes.registry.yaml_file import load
from simulators.town.plan import TownPlan

ROOT = Path(__file__).parents[4]


def test_the_demo_plan_names_every_camera_of_the_demo_registry() -> None:
    registry = load(ROOT / "camera_registry.yaml")
    assert set(TownPlan.demo().cameras) == {camera.id for camera in registry.cameras}


@pytest.mark.parametrize(
    "text",
    [
        "cameras: {a: {}}",
        "cameras: {a: {scene: lane, footage: b.avi}}",
        "cameras: {a: {scene: palace}}",
        "cameras: {a: {footage: ../secret.avi}}",
        "cameras: {a: {scene: lane, start_s: -1}}",
        "cameras: {a: {scene: lane, colour: red}}",
        "- 1",
        "cameras: [",
        "version: 2",
    ],
)
def test_a_wrong_plan_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        TownPlan.parse(text, "town.yaml")


def test_a_plan_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingPart):
        TownPlan.load(tmp_path / "none.yaml")


def test_cameras_without_a_plan_share_a_few_clips_from_different_starting_points() -> None:
    plan = TownPlan()
    shown = [plan.of(str(i), i) for i in range(440)]
    assert len({(p.scene, p.seed) for p in shown}) <= 12
    assert len({(p.scene, p.seed, p.start_s) for p in shown}) > 60
