"""Folders of pictures: their order, their times, and what cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from sharp_eyes.errors import BadInput
from simulators.replay.source.folder_source import FolderSource
from simulators.replay.source.replayed_picture import BEGINNING


def paint(path: Path, grey: int = 0, size: tuple[int, int] = (64, 48)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((size[1], size[0], 3), grey, np.uint8))


def test_pictures_come_by_the_times_in_their_names(tmp_path: Path) -> None:
    for name in ("z_20260131_080000.png", "a_20260131_090000.png"):
        paint(tmp_path / name)
    paint(tmp_path / "sub" / "20260131_083000.png")
    pictures = list(FolderSource(tmp_path, None, UTC).pictures())
    assert [picture.label for picture in pictures] == [
        "z_20260131_080000.png",
        "sub/20260131_083000.png",
        "a_20260131_090000.png",
    ]
    assert [picture.number for picture in pictures] == [1, 2, 3]
    assert pictures[0].captured_at == datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_a_picture_without_a_time_in_its_name_has_that_of_its_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[0x9003] = "2026:01:31 07:00:00"
    Image.new("RGB", (64, 48)).save(tmp_path / "first.jpg", exif=exif)
    paint(tmp_path / "20260131_080000.png")
    labels = [picture.label for picture in FolderSource(tmp_path, None, UTC).pictures()]
    assert labels == ["first.jpg", "20260131_080000.png"]


def test_with_every_they_follow_in_the_order_of_their_names_numbers_by_value(
    tmp_path: Path,
) -> None:
    for name in ("10.png", "9.png", "1.png"):
        paint(tmp_path / name)
    source = FolderSource(tmp_path, timedelta(minutes=10), UTC)
    pictures = list(source.pictures())
    assert [picture.label for picture in pictures] == ["1.png", "9.png", "10.png"]
    assert pictures[2].captured_at == BEGINNING + timedelta(minutes=20)


def test_pictures_without_a_time_are_named_with_what_to_do(tmp_path: Path) -> None:
    paint(tmp_path / "yard.png")
    paint(tmp_path / "20260131_080000.png")
    with pytest.raises(BadInput, match=r"1 of 2 pictures have no time: yard\.png") as raised:
        FolderSource(tmp_path, None, UTC)
    assert "--every" in str(raised.value)


def test_an_unreadable_picture_is_noted_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    paint(tmp_path / "1.png")
    (tmp_path / "2.png").write_bytes(b"no picture")
    paint(tmp_path / "3.png")
    source = FolderSource(tmp_path, timedelta(seconds=1), UTC)
    assert [picture.number for picture in source.pictures()] == [1, 3]
    assert source.problems.count == 1
    assert source.problems.kept[0].place == "2.png"


def test_another_size_is_fitted_and_another_shape_passed_over(tmp_path: Path) -> None:
    paint(tmp_path / "1.png", size=(64, 48))
    paint(tmp_path / "2.png", size=(128, 96))
    paint(tmp_path / "3.png", size=(48, 64))
    source = FolderSource(tmp_path, timedelta(seconds=1), UTC)
    assert [picture.image.shape for picture in source.pictures()] == [(48, 64, 3)] * 2
    assert "48x64, 64x48" in source.problems.kept[0].reason.en


def test_an_empty_folder_and_one_of_broken_pictures_are_errors(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither pictures nor"):
        FolderSource(tmp_path, None, UTC)
    (tmp_path / "1.jpg").write_bytes(b"")
    with pytest.raises(BadInput, match="not one picture"):
        list(FolderSource(tmp_path, timedelta(seconds=1), UTC).pictures())


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    paint(tmp_path / "1.png")
    paint(tmp_path / ".thumbnails" / "2.png")
    assert FolderSource(tmp_path, timedelta(seconds=1), UTC).total == 1


def test_a_recording_among_pictures_is_named_as_left_out(tmp_path: Path) -> None:
    paint(tmp_path / "20260131_083000.png")
    (tmp_path / "20260131_083000.mp4").write_bytes(b"any")
    source = FolderSource(tmp_path, None, UTC)
    assert [picture.label for picture in source.pictures()] == ["20260131_083000.png"]
    assert [problem.place for problem in source.problems.kept] == ["20260131_083000.mp4"]
