"""Small clips for server tests: each frame shows its number as a grey level and in a stamp."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from simulators.stamp import draw

CAMERA = "37049901001326000001"


def make_clip(path: Path, codec: str = "libx264", frames: int = 20, fps: int = 10) -> Path:
    """Write a clip of stamped frames: a group of ten, no B-frames."""
    options = {"preset": "ultrafast", "tune": "zerolatency"}
    parameters = "keyint=10:min-keyint=10:scenecut=0:bframes=0"
    options["x264-params" if codec == "libx264" else "x265-params"] = (
        parameters if codec == "libx264" else parameters + ":log-level=none"
    )
    noise = np.random.default_rng(1).integers(0, 80, (180, 320, 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(frames):
            image = np.asarray(noise + number * 5, np.uint8)
            draw(image, CAMERA, number)
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
