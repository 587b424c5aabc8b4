"""PyAV, a thread per camera, only key packets decoded.

Run: ``python -m benchmarks.peers.pyav_peer --registry FILE.yaml --stats FILE.json``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from benchmarks.peers.peer_run import run_peer
from benchmarks.peers.picture import HEIGHT_PX, WIDTH_PX
from benchmarks.peers.sample_book import SampleBook

_OPTIONS = {"rtsp_transport": "tcp", "probesize": "32", "analyzeduration": "0"}
"""Without little probing 440 cameras take a minute to open instead of some seconds."""

_OPEN_LIMIT_S = 30.0
_READ_LIMIT_S = 10.0
_EARLY_SHARE = 0.25
"""A key frame may come this share of the interval before its time: the next may be far off."""


class PyavPeer:
    """Demultiplexes everything; decodes a key frame when a sample is due.

    Args:
        addresses: By camera id.
        every_s: Interval of the samples.
        book: Takes note of them.
    """

    def __init__(self, addresses: Mapping[str, str], every_s: float, book: SampleBook) -> None:
        self._addresses = addresses
        self._every_s = every_s
        self._book = book
        self._given_up = threading.Event()

    def start(self) -> None:
        """Start a thread per camera."""
        import av

        av.logging.set_level(None)
        for camera_id, address in self._addresses.items():
            threading.Thread(target=self._run, args=(camera_id, address), daemon=True).start()

    def give_up_opening(self) -> None:
        """Let threads whose camera opens from now on end."""
        self._given_up.set()

    def close(self) -> None:
        """Do nothing: all ends with the process."""

    def _run(self, camera_id: str, address: str) -> None:
        import av

        try:
            self._read(camera_id, address)
        except av.FFmpegError as error:
            print(f"{camera_id}: {error}", flush=True)

    def _read(self, camera_id: str, address: str) -> None:
        import av
        from av.codec.context import Flags

        with av.open(address, options=_OPTIONS, timeout=(_OPEN_LIMIT_S, _READ_LIMIT_S)) as camera:
            if self._given_up.is_set():
                return
            stream = camera.streams.video[0]
            decoder = stream.codec_context
            decoder.thread_count = 1
            decoder.thread_type = "NONE"
            decoder.flags |= Flags.low_delay
            due_s = 0.0
            for packet in camera.demux(stream):
                now_s = time.monotonic()
                if not packet.is_keyframe or now_s < due_s - _EARLY_SHARE * self._every_s:
                    continue
                frames = decoder.decode(packet)
                if frames:
                    small = frames[0].reformat(width=WIDTH_PX, height=HEIGHT_PX, format="bgr24")
                    small.to_ndarray()
                    self._book.add(camera_id)
                    due_s = max(due_s + self._every_s, now_s)


if __name__ == "__main__":
    run_peer(PyavPeer)
