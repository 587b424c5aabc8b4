import cv2
import numpy as np
import pytest

import detectors.evidence.crowd_scene as crowd_scene_module
from detectors.crowd_watch import CrowdWatch
from detectors.evidence.caption import caption_lines, with_caption
from detectors.evidence.evidence_picture import MAX_SIDE_PX, to_jpeg
from detectors.pipeline import CHINA
from sharp_eyes.alert.model_name import ModelName
from tests.unit.detectors.support import START, FakeModel, Ground, at, boxes, camera, crowd_zone


def test_a_caption_says_where_when_and_what_in_ascii():
    place = camera(crowd_zone(), location=(117.625, 34.703))
    lines = caption_lines(place, "square", "crowd 14 / limit 12", START, CHINA)
    text = " ".join(lines)
    assert text.isascii()
    for part in (
        place.id,
        "square",
        "crowd 14 / limit 12",
        "2026-06-01 02:00:00 UTC",
        "2026-06-01 10:00:00 +0800",
        "117.62500,34.70300",
    ):
        assert part in text


def test_a_caption_names_the_model_its_threshold_and_its_file():
    place = camera(crowd_zone())
    model = ModelName(name="nanodet-g", version="2", sha256="0f" * 32, threshold=0.45)
    lines = caption_lines(place, "square", "crowd 14, limit 12", START, CHINA, model)
    assert lines[2] == "model nanodet-g 2  threshold 0.45  sha256 0f0f0f0f0f0f"
    assert len(caption_lines(place, "square", "x", START, CHINA)) == 2


def test_the_picture_of_a_crowd_carries_the_caption_with_the_model(monkeypatch):
    said = []
    real = crowd_scene_module.with_caption
    monkeypatch.setattr(
        crowd_scene_module,
        "with_caption",
        lambda image, lines: said.append(lines) or real(image, lines),
    )
    ground = Ground()
    watched = camera(crowd_zone(people=2, hold_s=0.0))
    found = boxes((100, 60, 120, 120), (140, 60, 160, 120), (180, 60, 200, 120))
    watch = CrowdWatch(watched, FakeModel(found), CHINA)
    findings = [one for number in range(6) for one in watch.look(ground.picture(), at(2 * number))]
    assert findings[0].phase.value == "new"
    assert any("model fake 1" in line and "threshold" in line for line in said[0])


def test_the_caption_covers_nothing_of_the_picture():
    image = np.random.default_rng(1).integers(0, 255, (90, 160, 3)).astype(np.uint8)
    captioned = with_caption(image, ("one", "two"))
    assert np.array_equal(captioned[:90], image)
    assert captioned[90:].max() > 150


@pytest.mark.parametrize("width", [180, 320, 352, 640])
def test_a_line_of_the_caption_ends_within_a_narrow_picture(width):
    place = camera(crowd_zone())
    lines = caption_lines(place, "whole-ground", "construction: series", START, CHINA)
    captioned = with_caption(np.zeros((90, width, 3), np.uint8), lines)
    assert captioned[90:, width - 3 :].max() < 50


def test_a_large_picture_is_made_smaller():
    jpeg = to_jpeg(np.zeros((2160, 3840, 3), np.uint8))
    assert cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1).shape == (720, MAX_SIDE_PX, 3)
