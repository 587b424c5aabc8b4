"""An ffmpeg process per camera that decodes key frames only.

Run: ``python -m benchmarks.peers.ffmpeg_nokey_peer --registry FILE.yaml --stats FILE.json``.
"""

from __future__ import annotations

from functools import partial

from benchmarks.peers.ffmpeg_peer import FfmpegPeer
from benchmarks.peers.peer_run import run_peer

if __name__ == "__main__":
    run_peer(partial(FfmpegPeer, key_frames_only=True))
