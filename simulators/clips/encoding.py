"""How a clip is encoded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Encoding:
    """What every clip has in common, as small cameras send it.

    Attributes:
        width: Picture width in pixels, even.
        height: Picture height in pixels, even.
        fps: Frames per second.
        bitrate_kbps: Mean rate, kilobits per second.
        group_s: Seconds from key frame to key frame.
    """

    width: int = 640
    height: int = 360
    fps: int = 10
    bitrate_kbps: int = 400
    group_s: float = 1.0


class ClipWriter:
    """Writes an H.264 MP4: constrained baseline, no B-frames, closed groups of fixed length.

    The profile is the one every browser takes by WebRTC without re-encoding.

    Args:
        path: File to write.
        encoding: How.
    """

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._container = av.open(str(path), "w", format="mp4")
        group = max(1, round(encoding.fps * encoding.group_s))
        stream = self._container.add_stream(
            "libx264",
            rate=Fraction(encoding.fps),
            options={
                "preset": "superfast",
                "tune": "zerolatency",
                "profile": "baseline",
                "x264-params": f"keyint={group}:min-keyint={group}:scenecut=0:bframes=0"
                f":vbv-maxrate={encoding.bitrate_kbps * 3 // 2}"
                f":vbv-bufsize={encoding.bitrate_kbps * 2}:threads=1:sliced-threads=0",
            },
        )
        stream.width, stream.height = encoding.width, encoding.height
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = encoding.bitrate_kbps * 1000
        stream.codec_context.thread_count = 1
        stream.codec_context.gop_size = group
        stream.codec_context.max_b_frames = 0
        self._stream = stream
        self._count = 0

    @property
    def frames(self) -> int:
        """Frames written so far."""
        return self._count

    def write(self, image: npt.NDArray[np.uint8]) -> None:
        """Append a frame, BGR, of the encoding's size."""
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        frame.pts = self._count
        self._count += 1
        self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file."""
        if error is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()
