from __future__ import annotations

import io

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from simulators.stamp import draw, read

CAMERA = "37049901001326000012"


def picture(seed: int = 1) -> npt.NDArray[np.uint8]:
    small = np.random.default_rng(seed).integers(0, 255, (18, 32, 3), np.uint8)
    return np.asarray(cv2.resize(small, (640, 360), interpolation=cv2.INTER_CUBIC), np.uint8)


def through_h264(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10, options={"preset": "superfast"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.bit_rate = 400_000
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as container:
        frames = list(container.decode(video=0))
    return np.asarray(frames[-1].to_ndarray(format="bgr24"), np.uint8)


def through_jpeg(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


@pytest.mark.parametrize("number", [0, 1, 4711, 2**32 - 1])
@pytest.mark.parametrize("camera", [CAMERA, "0" * 20, "9" * 20])
def test_what_is_drawn_is_read_back(camera: str, number: int) -> None:
    image = picture()
    draw(image, camera, number)
    assert read(image) == (camera, number)


@pytest.mark.parametrize("scale", [0.5, 0.55, 0.62, 0.75, 1.0, 1.33, 2.0])
def test_it_survives_h264_jpeg_and_scaling(scale: float) -> None:
    image = picture()
    draw(image, CAMERA, 599)
    coded = through_jpeg(through_h264(image))
    size = (round(640 * scale), round(360 * scale))
    scaled = np.asarray(cv2.resize(coded, size, interpolation=cv2.INTER_AREA), np.uint8)
    assert read(through_jpeg(scaled), size[0] / 640) == (CAMERA, 599)


@pytest.mark.parametrize("seed", range(20))
def test_a_picture_without_a_stamp_reads_as_nothing(seed: int) -> None:
    assert read(picture(seed)) is None


def test_a_single_flipped_cell_is_not_taken_for_a_stamp() -> None:
    image = picture()
    draw(image, CAMERA, 5)
    image[32:40, 32:40] = 255 - image[32:40, 32:40]
    assert read(image) is None


@pytest.mark.parametrize(
    ("camera", "number"), [("123", 0), ("x" * 20, 0), (CAMERA, -1), (CAMERA, 2**32)]
)
def test_what_does_not_fit_is_refused(camera: str, number: int) -> None:
    with pytest.raises(ValueError, match=r"digits|32 bits"):
        draw(picture(), camera, number)
