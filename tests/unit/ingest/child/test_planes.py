"""Pictures of every format → plain bytes."""

import av
import numpy as np
import pytest

from ingest.child.planes import packed, planar
from tests.unit.ingest.clips import picture


@pytest.mark.parametrize(
    "pixel_format", ["yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuv420p10le", "gray"]
)
@pytest.mark.parametrize(("width", "height"), [(320, 192), (322, 190), (321, 191), (1280, 720)])
def test_the_planes_show_the_same_picture(pixel_format, width, height):
    source = picture(width, height, 0)
    frame = av.VideoFrame.from_ndarray(source, format="bgr24").reformat(format=pixel_format)
    made, full_range = planar(frame, 4096 * 2304)
    assert (made.width, made.height) == (width & ~1, height & ~1)
    data = np.frombuffer(packed(made), np.uint8).reshape(-1, made.width)
    assert len(data) == made.height * 3 // 2
    again = av.VideoFrame.from_ndarray(data, format="yuv420p")
    again.color_range = 2 if full_range else 1
    shown = again.to_ndarray(format="bgr24").astype(int)
    expected = source[: made.height, : made.width].astype(int)
    if pixel_format == "gray":
        shown, expected = shown.mean(axis=2), expected @ np.array([0.114, 0.587, 0.299])
    assert np.abs(shown - expected).mean() < 14


def test_what_is_too_large_is_made_smaller_and_keeps_its_shape():
    frame = av.VideoFrame(1600, 900, "yuv420p")
    made, _ = planar(frame, 400 * 225)
    assert (made.width, made.height) == (400, 224)
    assert len(packed(made)) == 400 * 224 * 3 // 2
