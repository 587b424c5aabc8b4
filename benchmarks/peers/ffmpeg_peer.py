"""An ffmpeg process per camera, their pictures read by one process.

Run: ``python -m benchmarks.peers.ffmpeg_peer --registry FILE.yaml --stats FILE.json``.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.peers.ffmpeg_command import ffmpeg_command
from benchmarks.peers.peer_run import run_peer
from benchmarks.peers.picture import HEIGHT_PX, WIDTH_PX
from benchmarks.peers.sample_book import SampleBook

_PICTURE_BYTES = WIDTH_PX * HEIGHT_PX
_END_WITHIN_S = 5.0


@dataclass(slots=True)
class _Camera:
    camera_id: str
    process: subprocess.Popen[bytes]
    picture: bytearray = field(default_factory=lambda: bytearray(_PICTURE_BYTES))
    filled_bytes: int = 0


class FfmpegPeer:
    """One ffmpeg per camera.

    Args:
        addresses: By camera id.
        every_s: Interval of the samples.
        book: Takes note of them.
        key_frames_only: Let ffmpeg skip all other frames.
    """

    def __init__(
        self,
        addresses: Mapping[str, str],
        every_s: float,
        book: SampleBook,
        *,
        key_frames_only: bool = False,
    ) -> None:
        self._addresses = addresses
        self._every_s = every_s
        self._book = book
        self._key_frames_only = key_frames_only
        self._cameras: list[_Camera] = []
        self._lock = threading.Lock()
        self._given_up = threading.Event()
        self._ending = threading.Event()

    def start(self) -> None:
        """Start the thread that starts all processes and reads them."""
        threading.Thread(target=self._run, daemon=True).start()

    def give_up_opening(self) -> None:
        """Start no more, and kill those that have not delivered."""
        self._given_up.set()
        with self._lock:
            late = [one.process for one in self._cameras if not self._book.has(one.camera_id)]
        _kill(late)

    def close(self) -> None:
        """Kill all processes: told to stop, they would wait for somebody to read their pictures."""
        self._ending.set()
        with self._lock:
            processes = [camera.process for camera in self._cameras]
        _kill(processes)

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            for camera_id, address in self._addresses.items():
                with self._lock:
                    if self._given_up.is_set() or self._ending.is_set():
                        break
                    camera = self._started(camera_id, address)
                    self._cameras.append(camera)
                if camera.process.stdout is not None:
                    os.set_blocking(camera.process.stdout.fileno(), False)
                    selector.register(camera.process.stdout, selectors.EVENT_READ, camera)
                self._read(selector, 0.0)
            while not self._ending.is_set():
                self._read(selector, 1.0)

    def _started(self, camera_id: str, address: str) -> _Camera:
        command = ffmpeg_command(address, self._every_s, key_frames_only=self._key_frames_only)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        return _Camera(camera_id, process)

    def _read(self, selector: selectors.BaseSelector, timeout_s: float) -> None:
        if not selector.get_map():
            self._ending.wait(timeout_s)  # nobody is left: an empty selector would not wait
            return
        for key, _ in selector.select(timeout_s):
            camera: _Camera = key.data
            try:
                read = os.readv(key.fd, [memoryview(camera.picture)[camera.filled_bytes :]])
            except BlockingIOError:
                continue
            if not read:
                selector.unregister(key.fileobj)
                continue
            camera.filled_bytes += read
            if camera.filled_bytes == _PICTURE_BYTES:
                camera.filled_bytes = 0
                self._book.add(camera.camera_id)


def _kill(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.kill()
    for process in processes:
        process.wait(_END_WITHIN_S)


if __name__ == "__main__":
    run_peer(FfmpegPeer)
