"""A generated clip with the packet sizes of a small camera's stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from simulators.clips.clip_source import Progress
from simulators.clips.encoding import Encoding
from simulators.rtsp_server.nal import Codec

ENCODING = Encoding(width=640, height=360, fps=15, bitrate_kbps=400, group_s=2.0)
"""Of load sources."""

_VERSION = 1  # of the recipe: raise it when the pictures or the encoder's options change
_PATCHES = 4


@dataclass(frozen=True, slots=True)
class _Look:
    """What sizes depend on: the figures were found by trying, at 640x360.

    Attributes:
        qp: Quantiser, constant, so that sizes do not depend on a rate control's mood.
        contrast: Of the texture; makes key frames larger.
        patch_px: Side of each moving patch; makes the frames between larger.
    """

    qp: int
    contrast: float
    patch_px: int


_LOOKS: dict[Codec, _Look] = {"h264": _Look(28, 1.23, 70), "hevc": _Look(28, 2.08, 33)}


@dataclass(frozen=True, slots=True)
class NoiseSource:
    """Textured noise with a few moving patches.

    At 640x360, 15 frames a second and two seconds a group, key frames take 40±5 kB and the stream
    about 400 kbps, on the large side for a sub-stream.

    Attributes:
        codec: ``h264`` (constrained baseline, no B-frames) or ``hevc``.
        groups: Groups of pictures in the clip.
    """

    codec: Codec = "h264"
    groups: int = 10

    @property
    def label(self) -> str:
        """Short name for progress lines."""
        return f"load-{self.codec}"

    def recipe(self) -> dict[str, object]:
        """Return what the bytes depend on, besides the encoding."""
        return {"noise": _VERSION, **asdict(self)}

    def make(self, video: Path, truth: Path, encoding: Encoding, progress: Progress) -> None:
        """Write the clip; there is no truth. ``encoding.bitrate_kbps`` is not followed."""
        group = max(1, round(encoding.fps * encoding.group_s))
        total = group * self.groups
        look = _LOOKS[self.codec]
        parameters = (
            f"keyint={group}:min-keyint={group}:scenecut=0:bframes=0:qp={look.qp}:ipratio=1"
        )
        options = (
            {"preset": "veryfast", "profile": "baseline", "x264-params": parameters + ":threads=1"}
            if self.codec == "h264"
            else {
                "preset": "ultrafast",
                "x265-params": parameters
                + ":open-gop=0:log-level=none:pools=1:frame-threads=1:rc-lookahead=0",
            }
        )
        with av.open(str(video), "w", format="mp4") as container:
            stream = container.add_stream(
                "libx264" if self.codec == "h264" else "libx265",
                rate=Fraction(encoding.fps),
                options=options,
            )
            stream.width, stream.height = encoding.width, encoding.height
            stream.pix_fmt = "yuv420p"
            for number, image in enumerate(
                _pictures(total, encoding.width, encoding.height, look), start=1
            ):
                frame = av.VideoFrame.from_ndarray(image, format="yuv420p")
                frame.pts = number - 1
                container.mux(stream.encode(frame))
                if number % 50 == 0 or number == total:
                    progress(number, total)
            container.mux(stream.encode(None))


def _pictures(total: int, width: int, height: int, look: _Look) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield pictures, uint8, YUV 4:2:0 planar, shape (height · 3/2, width)."""
    random = np.random.default_rng(1)
    base = _texture(random, height, width, 1.2, look.contrast)
    side = min(look.patch_px, height // 2, width // 2)
    patch = _texture(random, side, side, 1.0, look.contrast)
    grey = np.full((height // 2, width), 128, np.uint8)
    for number in range(total):
        image = base.copy()
        for which in range(_PATCHES):
            x = (40 + which * 150 + number * 3) % (width - side)
            y = (60 + which * 70 + number * 2 % 80) % (height - side)
            turned = np.roll(patch, number * 5 + which * 11, axis=which % 2)
            image[y : y + side, x : x + side] = turned
        yield np.vstack([image, grey])


def _texture(
    random: np.random.Generator, height: int, width: int, blur_px: float, contrast: float
) -> npt.NDArray[np.uint8]:
    noise = random.integers(0, 256, (height, width), np.uint8).astype(np.float32)
    smooth = np.asarray(cv2.GaussianBlur(noise, (0, 0), blur_px), np.float32)
    return np.asarray(np.clip((smooth - smooth.mean()) * contrast + 128, 0, 255), np.uint8)
