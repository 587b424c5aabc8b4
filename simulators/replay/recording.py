"""A recording as dated pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""Capture time of the first picture: the same every time, so that two replays are alike."""


@dataclass(frozen=True, slots=True)
class ReplayedFrame:
    """One picture of a recording.

    Attributes:
        captured_at: ``BEGINNING`` plus its place in the recording, UTC.
        image: uint8 of shape (height, width, 3), B, G, R.
    """

    captured_at: datetime
    image: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """A video file.

    Attributes:
        path: The file.
        visit_every: Time between two key frames, as a visitor would have seen them; none keeps
            the recording's own time, and then every picture counts.
    """

    path: Path
    visit_every: timedelta | None = None

    def frames(self) -> Iterator[ReplayedFrame]:
        """Yield its pictures in order.

        Raises:
            BadInput: the file is no video that can be read.
        """
        try:
            with av.open(str(self.path)) as container:
                if not container.streams.video:
                    raise self._unreadable("没有视频流", "it holds no video")
                stream = container.streams.video[0]
                if self.visit_every is not None:
                    stream.codec_context.skip_frame = "NONKEY"
                for number, frame in enumerate(container.decode(stream)):
                    since = (
                        number * self.visit_every
                        if self.visit_every is not None
                        else timedelta(seconds=frame.time or 0.0)
                    )
                    image = frame.to_ndarray(format="bgr24")
                    yield ReplayedFrame(BEGINNING + since, np.asarray(image, np.uint8))
        except (av.FFmpegError, OSError) as error:
            raise self._unreadable("无法读取", f"it cannot be read: {error}") from error

    def _unreadable(self, zh: str, en: str) -> BadInput:
        return BadInput(
            Bilingual(f"录像 {self.path.name}：{zh}", f"recording {self.path.name}: {en}"),
            next_step=Bilingual("用 ffprobe 检查该文件", "look at the file with ffprobe"),
        )
