"""A video file as dated pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path, PurePath

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from detectors.picture import Picture
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.replay.problem import Problems
from simulators.replay.source.name_time import time_from_name
from simulators.replay.source.replayed_picture import BEGINNING, ReplayedPicture
from simulators.replay.source.setting import SourceSetting
from simulators.replay.truth.truth import Truth

MAX_LOST_IN_A_ROW = 250
"""After ten seconds (at 25 frames a second) of nothing but broken packets the rest is given up."""

_WHOLE = 0.97
"""Share of the frames promised from which a file counts as whole: the promise is a guess where it
is made of length and frame rate."""


class VideoSource:
    """A video file.

    Its time begins at the time in its name, else at ``BEGINNING``; within it the file's own
    timestamps count. Broken packets are passed over and noted, and their frames keep their numbers.

    Args:
        path: The file.
        every: Time between two key frames, as a visitor would have seen them; none keeps the
            recording's own time, and then every frame counts.
        local_zone: Of a time in the file's name.
    """

    stills = False
    setting: SourceSetting | None = None

    def __init__(self, path: Path, every: timedelta | None, local_zone: tzinfo) -> None:
        self._path = path
        self._every = every
        self._begin = time_from_name(PurePath(path.name), local_zone) or BEGINNING
        self._last = self._begin
        self._total: int | None = None
        self.name = path.stem
        self.problems = Problems()

    @property
    def total(self) -> int | None:
        """About how many frames there are; known once reading has begun."""
        return self._total

    def truth(self) -> Truth | None:
        """Return none: a recording knows nothing of itself."""
        return None

    def pictures(self) -> Iterator[ReplayedPicture]:
        """Yield its frames in order.

        Raises:
            BadInput: the file is no video, or not one frame of it can be read.
        """
        try:
            container = av.open(str(self._path))
        except (av.FFmpegError, OSError, ValueError) as error:
            raise self._unreadable("无法打开", f"it cannot be opened: {_reason(error)}") from error
        with container:
            if not container.streams.video:
                raise self._unreadable("没有视频流", "it holds no video")
            stream = container.streams.video[0]
            # One thread: broken packets are then repaired the same way every time.
            stream.codec_context.thread_count = 1
            if self._every is not None:
                stream.codec_context.skip_frame = "NONKEY"
            else:
                self._total = _expected_frames(container, stream)
            read = number = 0
            for number, frame in self._frames(container, stream):
                image = _upright(frame)
                read += 1
                yield ReplayedPicture(
                    number, self._captured_at(number, frame), image, f"frame {number}"
                )
        if self._total is not None and number < _WHOLE * self._total - 2:
            self.problems.note(
                self._path.name,
                Bilingual(
                    f"文件应有约 {self._total} 帧，只读到 {number} 帧",
                    f"the file promises about {self._total} frames, {number} could be read",
                ),
            )
        if not read:
            raise self._unreadable("没有一帧可以解码", "not one frame of it can be decoded")

    def _frames(
        self, container: av.container.InputContainer, stream: VideoStream
    ) -> Iterator[tuple[int, VideoFrame]]:
        number = lost_in_a_row = 0
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, OSError) as error:
                self._lost(number + 1, error, "之后的内容无法读取", "nothing behind it can be read")
                return
            try:
                frames = packet.decode()
            except (av.FFmpegError, OSError) as error:
                # Of key frames alone the others' packets are not decoded, and not missed.
                if self._every is None or packet.is_keyframe:
                    self._lost(number + 1, error, "已跳过", "passed over")
                    number += 1
                    lost_in_a_row += 1
                if lost_in_a_row >= MAX_LOST_IN_A_ROW:
                    return
                continue
            for frame in frames:
                number += 1
                lost_in_a_row = 0
                yield number, frame

    def _captured_at(self, number: int, frame: VideoFrame) -> datetime:
        if self._every is not None:
            return self._begin + (number - 1) * self._every
        if frame.time is not None:
            # Damaged files step back in time; the detectors' clock does not.
            self._last = max(self._last, self._begin + timedelta(seconds=frame.time))
        return self._last

    def _lost(self, number: int, error: Exception, zh: str, en: str) -> None:
        reason = _reason(error)
        self.problems.note(
            f"{self._path.name} frame {number}",
            Bilingual(f"无法解码（{reason}），{zh}", f"cannot be decoded ({reason}); {en}"),
        )

    def _unreadable(self, zh: str, en: str) -> BadInput:
        return BadInput(
            Bilingual(f"录像 {self._path.name}：{zh}", f"recording {self._path.name}: {en}"),
            next_step=Bilingual(
                "用 ffprobe 检查该文件；图片请放入文件夹",
                "look at the file with ffprobe; pictures go into a folder",
            ),
            file=self._path.name,
        )


def _expected_frames(container: av.container.InputContainer, stream: VideoStream) -> int | None:
    if stream.frames > 0:
        return int(stream.frames)
    rate = stream.average_rate
    if stream.duration and stream.time_base and rate:
        return int(stream.duration * stream.time_base * rate)
    if container.duration and rate:
        return int(container.duration * rate / av.time_base)
    return None


def _upright(frame: VideoFrame) -> Picture:
    """Decode to B, G, R and turn as the file says; telephones record lying down."""
    image = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    turns = round(frame.rotation / 90.0) % 4
    return np.ascontiguousarray(np.rot90(image, turns)) if turns else image


def _reason(error: Exception) -> str:
    """The error's own words without the path that it may repeat."""
    text = getattr(error, "strerror", None) or str(error)
    return str(text)[:120]
