"""Packets → pictures, however the camera makes its key frames."""

import io
import itertools

import av
import numpy as np
import pytest

from ingest.child.picture_decoder import PictureDecoder
from tests.unit.ingest.clips import picture

FPS = 15
KEY_WAIT_S = 2.0


def stream(codec: str, seconds: int, options: dict[str, str], pixel_format="yuv420p") -> io.BytesIO:
    """A file with the wandering square."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as made:
        video = made.add_stream(codec, rate=FPS, options=options)
        video.width, video.height, video.pix_fmt = 320, 192, pixel_format
        for number in range(seconds * FPS):
            frame = av.VideoFrame.from_ndarray(picture(320, 192, number), format="bgr24")
            made.mux(video.encode(frame))
        made.mux(video.encode(None))
    return file


def decode(file: io.BytesIO, *, skip: int = 0) -> tuple[list, list]:
    file.seek(0)
    given, modes = [], []
    with av.open(file) as container:
        video = container.streams.video[0]
        decoder = PictureDecoder(
            video.codec_context, key_wait_s=KEY_WAIT_S, min_interval_s=1.0, now_s=0.0
        )
        for number, packet in enumerate(container.demux(video)):
            if packet.size and number >= skip:
                now_s = (number - skip) / FPS
                shown = decoder.feed(packet, now_s)
                modes.append(decoder.decodes_all)
                if shown is not None:
                    given.append((now_s, shown))
    return given, modes


def looks_right(shown: av.VideoFrame) -> bool:
    """The gradient is there: no grey, no rubble."""
    bgr = shown.to_ndarray(format="bgr24").astype(int)
    return float(np.abs(bgr[:, :, :2] - picture(320, 192, 0)[:, :, :2]).mean()) < 12


X264 = {"preset": "ultrafast", "tune": "zerolatency"}
CASES = {
    "key frames every second": ("libx264", X264 | {"x264-params": "keyint=15:scenecut=0"}, False),
    "B-frames": ("libx264", {"preset": "fast", "x264-params": "keyint=15:bframes=3"}, False),
    "MJPEG": ("mjpeg", {}, False),
    "MPEG-4": ("mpeg4", {"g": "15"}, False),
    "one key frame in all": ("libx264", X264 | {"x264-params": "keyint=9999:scenecut=0"}, True),
    "intra refresh": ("libx264", X264 | {"x264-params": "keyint=30:intra-refresh=1"}, True),
}


@pytest.mark.parametrize("name", CASES)
def test_every_kind_of_stream_gives_about_a_picture_a_second(name):
    codec, options, all_in_the_end = CASES[name]
    pixel_format = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    given, modes = decode(stream(codec, 12, options, pixel_format))
    times = [now_s for now_s, _ in given]
    assert 8 <= len(given) <= 13
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.9
    assert all(looks_right(shown) for _, shown in given)
    assert modes[-1] is all_in_the_end
    assert modes[0] is True


def test_a_stream_joined_in_the_middle_of_intra_refresh_shows_no_rubble():
    file = stream("libx264", 30, CASES["intra refresh"][1])
    given, modes = decode(file, skip=20)
    assert modes[-1]
    assert len(given) >= 5
    assert all(looks_right(shown) for _, shown in given)


def test_key_frames_that_come_again_are_trusted_again():
    # Time runs slower at first, so that the same key frames are too far apart.
    file = stream("libx264", 16, CASES["key frames every second"][1])
    file.seek(0)
    modes = []
    with av.open(file) as container:
        video = container.streams.video[0]
        decoder = PictureDecoder(
            video.codec_context, key_wait_s=KEY_WAIT_S, min_interval_s=1.0, now_s=0.0
        )
        now_s = 0.0
        for number, packet in enumerate(container.demux(video)):
            if packet.size:
                now_s += (4.0 if number < 60 else 1.0) / FPS
                decoder.feed(packet, now_s)
                modes.append(decoder.decodes_all)
    assert modes[58]
    assert not modes[-1]


def test_damaged_packets_cost_their_pictures_alone():
    file = stream("libx264", 8, CASES["key frames every second"][1])
    file.seek(0)
    given = []
    with av.open(file) as container:
        video = container.streams.video[0]
        decoder = PictureDecoder(
            video.codec_context, key_wait_s=KEY_WAIT_S, min_interval_s=1.0, now_s=0.0
        )
        for number, packet in enumerate(container.demux(video)):
            if not packet.size:
                continue
            if number == 30:
                packet.update(b"\xff" * packet.size)
            shown = decoder.feed(packet, number / FPS)
            if shown is not None:
                given.append(number)
    assert [number for number in given if number > 30] == [45, 60, 75, 90, 105]
