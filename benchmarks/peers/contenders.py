"""Everybody who is measured."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.contender import Command, Contender
from benchmarks.peers.peer_options import PeerOptions


def _ours(options: PeerOptions, folder: Path) -> Sequence[str]:
    return [
        str(Path(sys.executable).with_name("sharp-eyes")),
        "worker",
        f"--registry={options.registry}",
        "--detectors=none",
        f"--sample-every={options.every_s:g}",
        f"--seconds={options.seconds:g}",
        f"--stats={options.stats}",
        f"--state={folder / 'state'}",
    ]


def _peer(module: str) -> Command:
    def command(options: PeerOptions, folder: Path) -> Sequence[str]:
        return [sys.executable, "-m", f"benchmarks.peers.{module}", *options.arguments()]

    return command


OURS = Contender("ours", "sharp-eyes worker", _ours)

CONTENDERS = {
    one.name: one
    for one in (
        OURS,
        Contender("opencv", "cv2.VideoCapture, thread each", _peer("opencv_peer"), True),
        Contender("ffmpeg", "ffmpeg process each", _peer("ffmpeg_peer"), True),
        Contender("ffmpeg-nokey", "ffmpeg -skip_frame nokey each", _peer("ffmpeg_nokey_peer")),
        Contender("pyav", "PyAV thread each, key packets", _peer("pyav_peer")),
    )
}
