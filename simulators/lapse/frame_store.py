"""Frames on disk: H.264, every frame a key frame, as a camera would have sent them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from simulators.clips.picture_writer import PictureWriter
from simulators.scenes.canvas import Image


class FrameWriter(PictureWriter):
    """Writes frames into a Matroska file.

    Args:
        path: To write.
        width: Of the frames.
        height: Of the frames.
        quality: Constant rate factor, 18 fine to 36 coarse.
    """

    def __init__(self, path: Path, width: int, height: int, quality: int) -> None:
        super().__init__(
            path,
            "matroska",
            (width, height),
            fps=25,
            group=1,
            options={
                "crf": str(quality),
                "preset": "veryfast",
                "x264-params": "keyint=1:scenecut=0:sync-lookahead=0:rc-lookahead=0:bframes=0",
            },
        )


def read_frames(path: Path) -> Iterator[Image]:
    """Yield the frames of a file in order, B, G, R."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for frame in container.decode(stream):
            yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
