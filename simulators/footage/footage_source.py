"""Any video file as a clip."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart
from simulators.clips.clip_source import Progress
from simulators.clips.encoding import ClipWriter, Encoding

SUFFIXES = (".avi", ".mp4", ".mkv", ".mov", ".m4v", ".ts", ".webm", ".h264", ".h265")
_MAX_FRAMES = 36_000
_DEFAULT_RATE = Fraction(25)


@dataclass(frozen=True, slots=True)
class FootageSource:
    """A video file, encoded anew as a camera would send it.

    The picture keeps its shape: it is made as large as fits into the encoding's size. Frames are
    taken at the encoding's rate by their times.

    Attributes:
        file: The video.
        sha256: Of its bytes.
    """

    file: Path
    sha256: str

    @classmethod
    def of(cls, file: Path) -> FootageSource:
        """Look at a file.

        Raises:
            MissingPart: It cannot be read.
        """
        digest = hashlib.sha256()
        try:
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            raise MissingPart(
                Bilingual("视频文件无法读取", "the video file cannot be read"),
                next_step=Bilingual("请检查路径和权限", "check path and permissions"),
                file=str(file),
                reason=error.strerror,
            ) from error
        return cls(file, digest.hexdigest())

    @property
    def label(self) -> str:
        """Short name for progress lines."""
        return self.file.name

    def recipe(self) -> dict[str, object]:
        """Return what the clip depends on."""
        return {"footage_sha256": self.sha256}

    def make(self, video: Path, truth: Path, encoding: Encoding, progress: Progress) -> None:
        """Encode it anew; there is no truth."""
        total = 0
        written = 0
        writer: ClipWriter | None = None
        try:
            for image, expected in frames_at_rate(self.file, encoding):
                if writer is None:
                    h, w = image.shape[:2]
                    writer = ClipWriter(video, replace(encoding, width=w, height=h))
                writer.write(image)
                written += 1
                total = max(expected, written)
                progress(written, total)
                if written >= _MAX_FRAMES:
                    break
        except av.error.FFmpegError as error:
            raise self._unfit(str(error)) from error
        finally:
            if writer is not None:
                writer.__exit__(None, None, None)
        if not written:
            raise self._unfit("no picture in it")
        progress(written, written)

    def _unfit(self, reason: str) -> BadInput:
        return BadInput(
            Bilingual("视频文件无法解码", "the video file cannot be decoded"),
            next_step=Bilingual("请换一个文件", "take another file"),
            file=str(self.file),
            reason=reason,
        )


def frames_at_rate(file: Path, encoding: Encoding) -> Iterator[tuple[npt.NDArray[np.uint8], int]]:
    """Decode a file at the encoding's frame rate and size.

    Args:
        file: The video.
        encoding: Rate and largest size.

    Yields:
        BGR pictures, and the number of pictures expected in all (0 when unknown).

    Raises:
        av.error.FFmpegError: It cannot be opened.
    """
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        rate = stream.average_rate or _DEFAULT_RATE
        length_s = float(stream.frames / rate) if stream.frames else 0.0
        expected = round(length_s * encoding.fps)
        size: tuple[int, int] | None = None
        number = 0
        first_s: float | None = None
        last: npt.NDArray[np.uint8] | None = None
        index = 0
        try:
            for frame in container.decode(stream):
                # The typing says that a time is always there; recordings without one exist.
                time_s: float | None = frame.time
                at_s = index / float(rate) if time_s is None else time_s
                index += 1
                first_s = at_s if first_s is None else first_s
                # A picture stays on screen until the next one: fill up to here with the last.
                while last is not None and number / encoding.fps < at_s - first_s - 1e-6:
                    yield last, expected
                    number += 1
                if size is None:
                    size = _fit(frame.width, frame.height, encoding)
                last = np.asarray(
                    cv2.resize(
                        frame.to_ndarray(format="bgr24"), size, interpolation=cv2.INTER_AREA
                    ),
                    np.uint8,
                )
        except av.error.InvalidDataError:
            # A recording with a broken end is used as far as it goes.
            pass
        if last is not None:
            yield last, expected


def _fit(width: int, height: int, encoding: Encoding) -> tuple[int, int]:
    factor = min(encoding.width / width, encoding.height / height)
    return max(2, round(width * factor / 2) * 2), max(2, round(height * factor / 2) * 2)
