"""Recorded clips as visits ten minutes apart, with and without a structure in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from detectors.picture import Picture

LEAST_VISITS = 60
"""A clip with fewer key frames gives every n-th frame instead, about this many or more."""

MOST_VISITS = 100
OPENCV_DOC = Path("/usr/share/doc/opencv-doc/examples/data")
OWN_CLIPS = ("vtest.avi", "tree.avi")


def clips(folders: list[Path]) -> list[Path]:
    """Return the videos in these folders that are there, and OpenCV's two."""
    found = [OPENCV_DOC / name for name in OWN_CLIPS if (OPENCV_DOC / name).is_file()]
    for folder in folders:
        found += sorted(one for one in folder.iterdir() if one.suffix in {".mp4", ".avi", ".mkv"})
    return found


def visits(path: Path) -> Iterator[Picture]:
    """Yield one picture per visit: the key frames, or every n-th frame where those are few."""
    total, keys = _counted(path)
    if keys >= LEAST_VISITS:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.codec_context.skip_frame = "NONKEY"
            for frame in container.decode(stream):
                yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
        return
    step = max(1, total // MOST_VISITS)
    capture, number = cv2.VideoCapture(str(path)), 0
    try:
        while True:
            done, image = capture.read()
            if not done:
                return
            if number % step == 0:
                yield np.asarray(image, np.uint8)
            number += 1
    finally:
        capture.release()


def _counted(path: Path) -> tuple[int, int]:
    total = keys = 0
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            if packet.size:
                total += 1
                keys += packet.is_keyframe
    return total, keys
