"""A recorder's files, one after the other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest

from sharp_eyes.errors import BadInput
from simulators.replay.source.open_source import open_source
from simulators.replay.source.replay_source import ReplaySource


def film(path: Path, seconds: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.options = {"bf": "0"}
        stream.codec_context.gop_size = 2
        for _ in range(seconds):
            image = np.zeros((48, 64, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "bgr24")))
        container.mux(stream.encode())


def opened(folder: Path, every: timedelta | None = None) -> ReplaySource:
    return open_source(str(folder), every, UTC, folder, lambda name, done, total: None)


def seconds(source: ReplaySource) -> list[float]:
    pictures = list(source.pictures())
    assert [picture.number for picture in pictures] == list(range(1, len(pictures) + 1))
    return [(picture.captured_at - pictures[0].captured_at).total_seconds() for picture in pictures]


def test_dated_files_stand_on_their_time_and_their_frames_are_numbered_on(tmp_path: Path) -> None:
    film(tmp_path / "b_20260131_083000.mkv", 2)
    film(tmp_path / "a_20260131_083010.mkv", 2)
    source = opened(tmp_path)
    assert seconds(source) == [0, 1, 10, 11]
    first = next(iter(source.pictures()))
    assert first.captured_at == datetime(2026, 1, 31, 8, 30, tzinfo=UTC)


def test_files_without_a_time_follow_each_other_in_the_order_of_their_names(
    tmp_path: Path,
) -> None:
    film(tmp_path / "10.mkv", 1)
    film(tmp_path / "9.mkv", 3)
    assert seconds(opened(tmp_path)) == [0, 1, 2, 3]


def test_with_every_the_key_frames_of_all_files_are_that_far_apart(tmp_path: Path) -> None:
    film(tmp_path / "20260131_083000.mkv", 4)
    film(tmp_path / "20260131_084000.mkv", 2)
    assert seconds(opened(tmp_path, timedelta(minutes=10))) == [0, 600, 1200]


def test_a_broken_file_is_noted_and_passed_over(tmp_path: Path) -> None:
    film(tmp_path / "1.mkv", 2)
    (tmp_path / "2.mkv").write_bytes(b"no video")
    film(tmp_path / "3.mkv", 2)
    source = opened(tmp_path)
    assert seconds(source) == [0, 1, 2, 3]
    assert [problem.place for problem in source.problems.kept] == ["2.mkv"]


def test_a_folder_of_broken_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "2.mkv").write_bytes(b"no video")
    with pytest.raises(BadInput, match="not one recording"):
        list(opened(tmp_path).pictures())
