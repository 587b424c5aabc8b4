"""``sharp-eyes worker`` alone, with a decoder that aborts the process on one camera's pictures.

``evil_worker.py REGISTRY STATE STATS CAMERA``
"""

import os
import sys
from pathlib import Path

from ingest.guard.single_thread import start_no_threads

start_no_threads(os.environ)

from ingest.codec import Codec  # noqa: E402
from ingest.decode.key_frame_decoder import KeyFrameDecoder  # noqa: E402
from ingest.worker.options import WorkerOptions  # noqa: E402
from ingest.worker.start import start_worker  # noqa: E402
from sharp_eyes.logs import set_up_logs  # noqa: E402


class Evil(KeyFrameDecoder):
    def __init__(self, codec: Codec) -> None:
        super().__init__(codec)
        self._hated = sys.argv[4]

    def decode(self, key_frame):
        if key_frame.camera_id == self._hated:
            print("abort", flush=True)
            os.abort()
        return super().decode(key_frame)


def main() -> None:
    set_up_logs()
    start_worker(
        WorkerOptions(
            centres=(),
            registry=Path(sys.argv[1]),
            node="n1",
            shard="s1",
            county="370499",
            town="101",
            state=Path(sys.argv[2]),
            detectors="none",
            model=None,
            sample_every_s=1.0,
            seconds=0.0,
            stats=Path(sys.argv[3]),
            decode_threads=1,
            detect_threads=1,
        ),
        Evil,
    )


main()
