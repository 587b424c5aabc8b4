"""Videos as dated pictures, also broken ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest

from sharp_eyes.errors import BadInput
from simulators.replay.source.replayed_picture import BEGINNING
from simulators.replay.source.video_source import VideoSource

FRAMES = 40


def film(path: Path, frames: int = FRAMES, format_name: str = "matroska") -> Path:
    with av.open(str(path), "w", format=format_name) as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.gop_size = 10
        stream.options = {"bf": "0", "x264-params": "keyint=10:min-keyint=10:scenecut=0"}
        noise = np.random.default_rng(1)
        for _ in range(frames):
            image = noise.integers(0, 255, (48, 64, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "bgr24")))
        container.mux(stream.encode())
    return path


def test_frames_keep_the_recordings_own_time(tmp_path: Path) -> None:
    source = VideoSource(film(tmp_path / "yard.mkv"), None, UTC)
    pictures = list(source.pictures())
    assert [picture.number for picture in pictures] == list(range(1, FRAMES + 1))
    assert pictures[0].captured_at == BEGINNING
    assert pictures[25].captured_at == BEGINNING + timedelta(seconds=2.5)
    assert pictures[0].image.shape == (48, 64, 3)
    assert source.name == "yard"
    assert source.problems.count == 0


def test_with_every_each_key_frame_is_a_picture_that_long_after_the_last(tmp_path: Path) -> None:
    path = film(tmp_path / "yard.mkv")
    pictures = list(VideoSource(path, timedelta(minutes=10), UTC).pictures())
    assert [picture.captured_at for picture in pictures] == [
        BEGINNING + number * timedelta(minutes=10) for number in range(4)
    ]


def test_a_recorders_file_begins_when_its_name_says(tmp_path: Path) -> None:
    path = film(tmp_path / "ch1_20260131083000_20260131084000.mkv")
    first = next(iter(VideoSource(path, None, UTC).pictures()))
    assert first.captured_at == datetime(2026, 1, 31, 8, 30, tzinfo=UTC)


def test_a_file_cut_off_in_the_middle_gives_what_is_there(tmp_path: Path) -> None:
    path = film(tmp_path / "cut.mkv")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    source = VideoSource(path, None, UTC)
    pictures = list(source.pictures())
    assert 10 <= len(pictures) < FRAMES
    assert source.problems.count == 1
    assert "about 40 frames" in source.problems.kept[0].reason.en


def test_broken_packets_are_passed_over_noted_and_the_same_every_time(tmp_path: Path) -> None:
    path = film(tmp_path / "broken.ts", format_name="mpegts")
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 3, 2 * len(data) // 3, 97):
        data[at] ^= 0xFF
    path.write_bytes(data)
    runs = []
    for _ in range(2):
        source = VideoSource(path, None, UTC)
        pictures = list(source.pictures())
        runs.append(
            (
                [(p.number, p.captured_at, p.image.sum()) for p in pictures],
                [problem.place for problem in source.problems.kept],
            )
        )
    assert runs[0] == runs[1]
    assert runs[0][0][-1][0] >= 30
    times = [captured_at for _, captured_at, _ in runs[0][0]]
    assert times == sorted(times)


@pytest.mark.parametrize("data", [b"", b"no video" * 100])
def test_a_file_that_is_no_video_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"a\.mp4"):
        list(VideoSource(path, None, UTC).pictures())
