"""Frames on disk: H.264, every frame a key frame, as a camera would have sent them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np

from simulators.scenes.canvas import Image


class FrameWriter:
    """Writes frames into a Matroska file.

    Args:
        path: To write.
        width: Of the frames.
        height: Of the frames.
        quality: Constant rate factor, 18 fine to 36 coarse.
    """

    def __init__(self, path: Path, width: int, height: int, quality: int) -> None:
        self._container = av.open(str(path), "w", format="matroska")
        stream = self._container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        # One thread: the same frames give the same bytes.
        stream.codec_context.thread_count = 1
        stream.codec_context.gop_size = 1
        stream.options = {
            "crf": str(quality),
            "preset": "veryfast",
            "x264-params": "keyint=1:scenecut=0:sync-lookahead=0:rc-lookahead=0:bframes=0",
        }
        self._stream = stream
        self._count = 0

    def __enter__(self) -> FrameWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()

    def write(self, image: Image) -> None:
        """Append a frame."""
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        frame.pts, frame.time_base = self._count, Fraction(1, 25)
        self._count += 1
        self._container.mux(self._stream.encode(frame))


def read_frames(path: Path) -> Iterator[Image]:
    """Yield the frames of a file in order, B, G, R."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for frame in container.decode(stream):
            yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
