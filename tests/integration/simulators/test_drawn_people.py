"""The default detector at its default threshold finds the people that are drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.scenes import MIN_IOU, Score, overlap, score
from detectors.models.loading import load_model
from simulators.scenes.frame_truth import FrameTruth, PersonTruth
from simulators.scenes.scene import SceneSettings
from simulators.scenes.scene_source import SceneName, make_scene


@pytest.mark.needs_model
@pytest.mark.timeout(180)
def test_recall_and_precision_hold_over_the_scenes(model_path: Path) -> None:
    model = load_model(model_path)
    total = Score()
    scenes: tuple[tuple[SceneName, int], ...] = (
        ("lane", 1), ("lane", 2), ("square", 1), ("square", 2),
    )  # fmt: skip
    for name, seed in scenes:
        scene = make_scene(name, SceneSettings(seed))
        part = score(scene, model, np.linspace(3.0, scene.period_s - 3.0, 12).tolist())
        total.findable += part.findable
        total.found += part.found
        total.false += part.false
    assert total.findable > 200
    assert total.recall >= 0.8
    assert total.precision >= 0.9


@pytest.mark.needs_model
@pytest.mark.timeout(120)
def test_vehicles_of_the_quiet_plot_are_seen(model_path: Path) -> None:
    model = load_model(model_path)
    seen = present = 0
    for seed in (1, 2):
        scene = make_scene("quiet_plot", SceneSettings(seed))
        for t_s in np.arange(0.0, scene.period_s, 2.0):
            image, truth = scene.frame(float(t_s), int(t_s * 10))
            whole = [v.box for v in truth.vehicles if v.visibility > 0.7]
            if not whole:
                continue
            found = model.detect(image, 0.4).of(("car", "truck", "bus", "train"), 0.4)
            boxes = [tuple(float(c) for c in box) for box in found.boxes]
            present += len(whole)
            seen += sum(
                any(overlap(box, (b[0], b[1], b[2], b[3])) >= 0.4 for b in boxes) for box in whole
            )
    assert present >= 8
    assert seen / present >= 0.6


def test_the_score_asks_for_nobody_who_is_small_or_hidden() -> None:
    truth = FrameTruth(
        (
            PersonTruth(1, (100, 100, 130, 180), 1.0),
            PersonTruth(2, (200, 100, 215, 140), 1.0),
            PersonTruth(3, (300, 100, 330, 180), 0.3),
        ),
        (), 3, 0.0, 0.0,
    )  # fmt: skip
    result = Score()
    result.add(truth, [(101, 101, 131, 181), (200, 100, 215, 140), (500, 50, 530, 130)], 640, 360)
    assert (result.findable, result.found, result.false) == (1, 1, 1)
    assert overlap((0, 0, 10, 10), (0, 0, 10, 10)) == 1 > MIN_IOU
