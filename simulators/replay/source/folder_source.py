"""A folder of pictures as dated pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path, PurePath
from statistics import median

import cv2
import numpy as np

from detectors.picture import Picture
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.replay.problem import Problems
from simulators.replay.source.exif_time import time_from_exif
from simulators.replay.source.name_time import time_from_name
from simulators.replay.source.natural_order import natural_key
from simulators.replay.source.recordings_source import recordings_in
from simulators.replay.source.replayed_picture import BEGINNING, ReplayedPicture
from simulators.replay.source.setting import SourceSetting
from simulators.replay.truth.truth import Truth

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
MAX_FILE_BYTES = 64 * 1024 * 1024
MIN_SIDE_PX = 16
"""Smaller ones are no camera's picture; the object models ask for as much."""
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Dated:
    captured_at: datetime
    path: Path


class FolderSource:
    """Pictures in a folder and the folders below it.

    With ``every`` they follow each other in the order of their names (numbers by value), that far
    apart. Without it each picture's time comes from its name, else from its EXIF; a picture
    without either is an error, since its place in the order cannot be told.

    Args:
        folder: Where the pictures are.
        every: Time between two pictures, or none.
        local_zone: Of times that name no zone.

    Raises:
        BadInput: the folder holds no pictures, or pictures without a time.
    """

    stills = True

    def __init__(self, folder: Path, every: timedelta | None, local_zone: tzinfo) -> None:
        self._folder = folder
        self._local_zone = local_zone
        self.name = folder.resolve().name or "folder"
        self.problems = Problems()
        files = pictures_in(folder)
        if not files:
            raise BadInput(
                Bilingual(
                    f"文件夹 {folder.name} 中没有图片或录像",
                    f"the folder {folder.name} holds neither pictures nor recordings",
                ),
                next_step=Bilingual(
                    "支持的格式：" + " ".join(sorted(SUFFIXES)),
                    "pictures end in " + " ".join(sorted(SUFFIXES)),
                ),
            )
        if every is not None:
            self._pictures = [_Dated(BEGINNING + n * every, path) for n, path in enumerate(files)]
        else:
            self._pictures = self._dated(files)
        for recording in recordings_in(folder):
            self.problems.note(
                recording.name,
                Bilingual(
                    "录像与图片在同一文件夹，只回放了图片；请把录像单独放一个文件夹，或直接写出它的名称",
                    "a recording among pictures: only the pictures are replayed; put recordings "
                    "into a folder of their own, or name this one",
                ),
            )

    @property
    def setting(self) -> SourceSetting | None:
        """How far apart the pictures usually are; nothing is known of the camera."""
        times = [picture.captured_at for picture in self._pictures]
        apart_s = [(later - at).total_seconds() for at, later in pairwise(times)]
        return SourceSetting(look_every_s=median(apart_s)) if apart_s else None

    @property
    def total(self) -> int | None:
        """How many picture files there are."""
        return len(self._pictures)

    def truth(self) -> Truth | None:
        """Return none: recorded pictures know nothing of themselves."""
        return None

    def pictures(self) -> Iterator[ReplayedPicture]:
        """Yield them by capture time; unreadable ones are noted and keep their numbers.

        Raises:
            BadInput: not one of them can be read.
        """
        size: tuple[int, int] | None = None
        for number, dated in enumerate(self._pictures, start=1):
            label = dated.path.relative_to(self._folder).as_posix()
            image = _read(dated.path)
            if image is None or min(image.shape[:2]) < MIN_SIDE_PX:
                self.problems.note(
                    label, Bilingual("图片无法读取，已跳过", "no readable picture; passed over")
                )
                continue
            height, width = image.shape[:2]
            size = size or (width, height)
            if (width, height) != size:
                fitted = _fitted(image, size)
                if fitted is None:
                    shown = f"{width}x{height}, {size[0]}x{size[1]}"
                    self.problems.note(
                        label,
                        Bilingual(
                            f"画面比例与第一张不同（{shown}），已跳过",
                            f"not of the first picture's shape ({shown}); passed over",
                        ),
                    )
                    continue
                image = fitted
            yield ReplayedPicture(number, dated.captured_at, image, label)
        if size is None:
            raise BadInput(
                Bilingual(
                    f"文件夹 {self.name} 中没有一张图片可以读取",
                    f"not one picture in the folder {self.name} can be read",
                ),
                next_step=Bilingual("检查图片文件", "look at the files with a picture viewer"),
            )

    def _dated(self, files: list[Path]) -> list[_Dated]:
        dated: list[_Dated] = []
        undated: list[str] = []
        for path in files:
            relative = path.relative_to(self._folder)
            at = time_from_name(PurePath(self.name) / relative, self._local_zone)
            at = at or time_from_exif(path, self._local_zone)
            if at is None:
                undated.append(relative.as_posix())
            else:
                dated.append(_Dated(at, path))
        if undated:
            shown = ", ".join(undated[:_NAMED]) + (" …" if len(undated) > _NAMED else "")
            raise BadInput(
                Bilingual(
                    f"{len(files)} 张图片中有 {len(undated)} 张没有时间：{shown}",
                    f"{len(undated)} of {len(files)} pictures have no time: {shown}",
                ),
                next_step=Bilingual(
                    "文件名写成 20260131_083000.jpg，或使用 --every 10min（按文件名顺序）",
                    "name them like 20260131_083000.jpg, or give --every 10min (in the names' "
                    "order)",
                ),
            )
        # Sorting keeps the names' order among pictures of the same second.
        return sorted(dated, key=lambda picture: picture.captured_at)


def pictures_in(folder: Path) -> list[Path]:
    """Return the picture files of a folder and those below it, in the order of their names."""
    files = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    return sorted(files, key=lambda path: natural_key(path.relative_to(folder).as_posix()))


def _read(path: Path) -> Picture | None:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return None
        data = np.fromfile(path, np.uint8)
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    except (OSError, cv2.error):
        return None
    return None if image is None else np.asarray(image, np.uint8)


def _fitted(image: Picture, size: tuple[int, int]) -> Picture | None:
    """Bring a picture of the same shape to the first one's size; none for another shape."""
    height, width = image.shape[:2]
    if abs(width * size[1] - height * size[0]) > 0.01 * width * size[1]:
        return None
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
