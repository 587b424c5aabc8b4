"""Pictures, one after the other, into a video file."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
import numpy.typing as npt


class PictureWriter:
    """Writes H.264, 4:2:0, on one thread: the same pictures give the same bytes. A context manager.

    Args:
        path: File to write.
        container: Its format, as FFmpeg names it.
        size: Width and height in pixels, both even.
        fps: Pictures a second.
        group: Pictures from key picture to key picture, at the most.
        options: Of libx264.
    """

    def __init__(
        self,
        path: Path,
        container: str,
        size: tuple[int, int],
        *,
        fps: int,
        group: int,
        options: Mapping[str, str],
    ) -> None:
        self._container = av.open(str(path), "w", format=container)
        self._stream = self._container.add_stream(
            "libx264", rate=Fraction(fps), options=dict(options)
        )
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.thread_count = 1
        self._stream.codec_context.gop_size = group
        self._count = 0

    @property
    def frames(self) -> int:
        """Pictures written so far."""
        return self._count

    def write(self, image: npt.NDArray[np.uint8]) -> None:
        """Append a picture, blue, green, red, of the size given."""
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
        """Finish the file; after an error it is left as far as it came."""
        if error is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()
