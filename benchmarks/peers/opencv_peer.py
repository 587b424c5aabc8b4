"""``cv2.VideoCapture``, a thread per camera: the way most people begin.

Run: ``python -m benchmarks.peers.opencv_peer --registry FILE.yaml --stats FILE.json``.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping

from benchmarks.peers.peer_run import run_peer
from benchmarks.peers.picture import HEIGHT_PX, WIDTH_PX
from benchmarks.peers.sample_book import SampleBook

# In its favour: little probing and one decoding thread each. With the defaults an open takes 2.7 s
# instead of 1.2 s, and they come one after the other in either case.
CAPTURE_OPTIONS = "rtsp_transport;tcp|probesize;32|analyzeduration;0"
_OPENING_AT_ONCE = 4
_OPEN_LIMIT_MS = 30_000
_READ_LIMIT_MS = 10_000
_FRAME_SLACK_S = 0.04
"""A frame that comes a little before its time is taken: the next one would be late."""


class OpencvPeer:
    """Grabs, and so decodes, every frame; makes a picture of it only when a sample is due.

    Args:
        addresses: By camera id.
        every_s: Interval of the samples.
        book: Takes note of them.
    """

    def __init__(self, addresses: Mapping[str, str], every_s: float, book: SampleBook) -> None:
        self._addresses = addresses
        self._every_s = every_s
        self._book = book
        self._opening = threading.Semaphore(_OPENING_AT_ONCE)
        self._given_up = threading.Event()

    def start(self) -> None:
        """Start a thread per camera."""
        os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = CAPTURE_OPTIONS
        import cv2

        cv2.setNumThreads(1)
        for camera_id, address in self._addresses.items():
            threading.Thread(target=self._read, args=(camera_id, address), daemon=True).start()

    def give_up_opening(self) -> None:
        """Let threads that wait to open a camera end."""
        self._given_up.set()

    def close(self) -> None:
        """Do nothing: all ends with the process."""

    def _read(self, camera_id: str, address: str) -> None:
        import cv2

        with self._opening:
            if self._given_up.is_set():
                return
            capture = cv2.VideoCapture(
                address,
                cv2.CAP_FFMPEG,
                [
                    cv2.CAP_PROP_N_THREADS,
                    1,
                    cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
                    _OPEN_LIMIT_MS,
                    cv2.CAP_PROP_READ_TIMEOUT_MSEC,
                    _READ_LIMIT_MS,
                ],
            )
        due_s = 0.0
        while capture.grab():
            now_s = time.monotonic()
            if now_s < due_s - _FRAME_SLACK_S:
                continue
            taken, image = capture.retrieve()
            if taken:
                cv2.resize(image, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
                self._book.add(camera_id)
                due_s = max(due_s + self._every_s, now_s)
        capture.release()


if __name__ == "__main__":
    run_peer(OpencvPeer)
