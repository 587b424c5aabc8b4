import cv2
import numpy as np

from detectors.evidence.caption import caption_lines, with_caption
from detectors.evidence.evidence_picture import MAX_SIDE_PX, to_jpeg
from detectors.pipeline import CHINA
from tests.unit.detectors.support import START, camera, crowd_zone


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


def test_the_caption_covers_nothing_of_the_picture():
    image = np.random.default_rng(1).integers(0, 255, (90, 160, 3)).astype(np.uint8)
    captioned = with_caption(image, ("one", "two"))
    assert np.array_equal(captioned[:90], image)
    assert captioned[90:].max() > 150


def test_a_large_picture_is_made_smaller():
    jpeg = to_jpeg(np.zeros((2160, 3840, 3), np.uint8))
    assert cv2.imdecode(np.frombuffer(jpeg, np.uint8), 1).shape == (720, MAX_SIDE_PX, 3)
