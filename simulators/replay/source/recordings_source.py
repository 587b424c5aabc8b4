"""A folder of recordings that follow each other, as a recorder writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path, PurePath

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.replay.problem import Problems
from simulators.replay.source.name_time import time_from_name
from simulators.replay.source.natural_order import natural_key
from simulators.replay.source.replayed_picture import ReplayedPicture
from simulators.replay.source.setting import SourceSetting
from simulators.replay.source.video_source import VideoSource
from simulators.replay.truth.truth import Truth

SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mkv", ".avi", ".mov", ".ts", ".flv", ".webm", ".dav", ".mpg", ".mpeg"}
)
_BETWEEN = timedelta(seconds=1)
"""Assumed from the last picture of a file to the first of the next where no name says more."""


class RecordingsSource:
    """Video files in one folder, one after the other as one recording.

    Files whose names say when they begin are put on that time, gaps and all; the others follow
    each other in the order of their names. Frames are numbered on through all files. A file that
    cannot be read is noted and passed over.

    Args:
        folder: Where the files are.
        every: Time between two key frames, or none for the recordings' own time.
        local_zone: Of times in the names.
    """

    stills = False
    setting: SourceSetting | None = None

    def __init__(self, folder: Path, every: timedelta | None, local_zone: tzinfo) -> None:
        self._every = every
        self._local_zone = local_zone
        self._files = recordings_in(folder)
        self._dated = [time_from_name(PurePath(file.name), local_zone) for file in self._files]
        if None not in self._dated and every is None:
            pairs = zip(self._dated, self._files, strict=True)
            self._files = [file for _, file in sorted(pairs, key=lambda pair: str(pair[0]))]
        self.name = folder.resolve().name or "folder"
        self.problems = Problems()

    @property
    def total(self) -> int | None:
        """None: the files would all have to be opened to tell."""
        return None

    def truth(self) -> Truth | None:
        """Return none: a recording knows nothing of itself."""
        return None

    def pictures(self) -> Iterator[ReplayedPicture]:
        """Yield the frames of all files.

        Raises:
            BadInput: not one frame of any file can be read.
        """
        number = 0
        last: datetime | None = None
        for file in self._files:
            video = VideoSource(file, self._every, self._local_zone)
            before, shift = number, timedelta()
            try:
                for picture in video.pictures():
                    at = picture.captured_at
                    if number == before:
                        shift = self._shift(file, at, last)
                    number = before + picture.number
                    last = at + shift
                    yield replace(picture, number=number, captured_at=last, label=f"frame {number}")
            except BadInput as error:
                self.problems.note(file.name, error.message)
            self.problems.add(video.problems)
        if last is None:
            raise BadInput(
                Bilingual(
                    f"文件夹 {self.name} 中没有一段录像可以读取",
                    f"not one recording in the folder {self.name} can be read",
                ),
                next_step=Bilingual("用 ffprobe 检查文件", "look at the files with ffprobe"),
            )

    def _shift(self, file: Path, at: datetime, last: datetime | None) -> timedelta:
        """Say by how much a file's own time is moved so that it follows the one before."""
        if last is None:
            return timedelta()
        if self._every is not None:
            return last + self._every - at
        dated = time_from_name(PurePath(file.name), self._local_zone) is not None
        return timedelta() if dated and at > last else last + _BETWEEN - at


def recordings_in(folder: Path) -> list[Path]:
    """Return the video files of a folder, not of those below it, in the order of their names."""
    files = [
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    ]
    return sorted(files, key=lambda path: natural_key(path.name))
