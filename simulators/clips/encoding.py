"""How a clip is encoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulators.clips.picture_writer import PictureWriter


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


class ClipWriter(PictureWriter):
    """Writes an H.264 MP4: constrained baseline, no B-frames, closed groups of fixed length.

    The profile is the one every browser takes by WebRTC without re-encoding.

    Args:
        path: File to write.
        encoding: How.
    """

    def __init__(self, path: Path, encoding: Encoding) -> None:
        group = max(1, round(encoding.fps * encoding.group_s))
        super().__init__(
            path,
            "mp4",
            (encoding.width, encoding.height),
            fps=encoding.fps,
            group=group,
            options={
                "preset": "superfast",
                "tune": "zerolatency",
                "profile": "baseline",
                "x264-params": f"keyint={group}:min-keyint={group}:scenecut=0:bframes=0"
                f":vbv-maxrate={encoding.bitrate_kbps * 3 // 2}"
                f":vbv-bufsize={encoding.bitrate_kbps * 2}:threads=1:sliced-threads=0",
            },
        )
        self._stream.bit_rate = encoding.bitrate_kbps * 1000
        self._stream.codec_context.max_b_frames = 0
