"""Key frames → pixels."""

import asyncio
import contextlib
import gc
import itertools
from datetime import UTC, datetime

import av
import numpy as np
import pytest

from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.errors import DecodeFailed
from ingest.frame import DecodedFrame, KeyFrame
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import ManualClock
from tests.unit.ingest.clips import START, clip, picture

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CODECS = [Codec.H264, Codec.H265]


def key_frame(codec=Codec.H264, width=320, height=192, *, data=None, camera="1" * 20) -> KeyFrame:
    if data is None:
        source = clip(codec, width, height, frames=1)
        data = b"".join(START + nal for nal in source.units[0])
    return KeyFrame(camera, NOW, TimeSource.ARRIVAL, 0.0, 1, codec, width, height, data)


@pytest.fixture
async def pool():
    made = DecodePool(ManualClock(), threads=2)
    yield made
    await made.close()


@pytest.mark.parametrize("codec", CODECS)
async def test_a_key_frame_decodes_to_the_picture_that_was_encoded(pool, codec):
    frame = await pool.decode(key_frame(codec))
    assert (frame.width, frame.height) == (320, 192)
    bgr = frame.bgr()
    assert bgr.shape == (192, 320, 3)
    smooth = picture(320, 192, 0)[:, :, :2].astype(int)
    assert np.abs(bgr[:, :, :2].astype(int) - smooth).mean() < 16


@pytest.mark.parametrize("codec", CODECS)
async def test_sizes_that_change_from_frame_to_frame_are_nothing_special(pool, codec):
    sizes = [(320, 192), (640, 360), (320, 192), (1280, 720), (322, 182)]
    for width, height in sizes:
        frame = await pool.decode(key_frame(codec, width, height))
        assert frame.bgr().shape == (height, width, 3)


@pytest.mark.parametrize(
    ("codec", "damage"),
    [
        *itertools.product(
            CODECS,
            [
                lambda data: b"garbage" * 200,
                lambda data: b"",
                lambda data: START + b"\x65" + bytes(400),
            ],
        ),
        # Not H.265: FFmpeg's decoder reads on behind the end of a cut slice, and one time in a
        # hundred takes what lies there for a picture. Units with lost packets are never made.
        (Codec.H264, lambda data: data[: len(data) // 3]),
    ],
)
async def test_a_damaged_key_frame_fails_alone_and_names_its_camera(pool, codec, damage):
    good = key_frame(codec)
    bad = key_frame(codec, data=damage(good.data), camera="9" * 20)
    for _ in range(4):
        with pytest.raises(DecodeFailed) as caught:
            await pool.decode(bad)
        assert caught.value.context["camera"] == "9" * 20
        assert (await pool.decode(good)).width == 320


@pytest.mark.parametrize("codec", CODECS)
async def test_a_damaged_key_frame_is_gone_without_the_collector(pool, codec):
    await pool.decode(key_frame(codec))
    gc.collect()
    gc.disable()
    try:
        with contextlib.suppress(DecodeFailed):
            await pool.decode(key_frame(codec, data=b"garbage" * 200, camera="9" * 20))
        async with asyncio.timeout(40):  # the loop and the thread hold it for a moment more
            while any(of_camera(one, "9" * 20) for one in gc.get_objects()):
                await asyncio.sleep(0.01)
    finally:
        gc.enable()


def of_camera(one: object, camera: str) -> bool:
    return isinstance(one, KeyFrame) and one.camera_id == camera


async def test_many_callers_are_all_served_and_only_so_many_are_inside(pool):
    frames = await asyncio.gather(
        *(pool.decode(key_frame(CODECS[n % 2], camera=str(n))) for n in range(40))
    )
    assert [frame.camera_id for frame in frames] == [str(n) for n in range(40)]


async def test_a_caller_that_gives_up_does_not_stop_the_others(pool):
    tasks = [asyncio.create_task(pool.decode(key_frame())) for _ in range(6)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[5].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(frame, DecodedFrame) for frame in done[1:5]] == [True] * 4


async def test_a_closed_pool_refuses_and_its_threads_are_gone():
    pool = DecodePool(ManualClock(), threads=3)
    await pool.decode(key_frame())
    await pool.close()
    await pool.close()
    assert not any(thread.is_alive() for thread in pool._threads)
    with pytest.raises(RuntimeError):
        await pool.decode(key_frame())


def decoded(image: np.ndarray, pixel_format: str) -> DecodedFrame:
    frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format=pixel_format)
    return DecodedFrame(key_frame(), 0.0, frame)


def smooth(width: int, height: int) -> np.ndarray:
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 0] = np.linspace(30, 220, width)
    image[:, :, 1] = np.linspace(30, 220, height)[:, None]
    image[:, :, 2] = 120
    return image


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p", "yuv422p", "yuv420p10le", "gray"])
@pytest.mark.parametrize(
    ("width", "height"),
    [
        (640, 360),
        (416, 234),
        (417, 235),
        (160, 90),
        (214, 119),
        (1280, 720),
        (2, 2),
        (1, 1),
        (3, 1),
    ],
)
def test_pixels_at_any_size_keep_the_colours(pixel_format, width, height):
    frame = decoded(smooth(640, 360), pixel_format)
    bgr = frame.bgr(width, height)
    assert bgr.shape == (height, width, 3)
    assert bgr.dtype == np.uint8
    assert bgr.flags.c_contiguous
    if pixel_format != "gray":
        assert np.abs(bgr.mean(axis=(0, 1)) - smooth(640, 360).mean(axis=(0, 1))).max() < 8
    assert frame.luma(width, height).shape == (height, width)


def test_one_side_given_the_other_follows():
    frame = decoded(smooth(640, 360), "yuv420p")
    assert frame.bgr(width=416).shape == (234, 416, 3)
    assert frame.bgr(height=180).shape == (180, 320, 3)


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0), (-1, 5), (20_000, 5)])
def test_impossible_sizes_are_refused(width, height):
    with pytest.raises(ValueError, match="cannot be made"):
        decoded(smooth(64, 64), "yuv420p").bgr(width, height)
