"""The other clips that some faults need."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from threading import Event

from simulators.clips.encoding import Encoding
from simulators.clips.workshop import Order, Report, Workshop
from simulators.load.noise_source import NoiseSource
from simulators.rtsp_server.nal import Codec
from simulators.rtsp_server.prepared_clip import PreparedClip

_LONG_GROUP_S = 20.0


def make_other_clips(
    kinds: Collection[str],
    codec: Codec,
    encoding: Encoding,
    cache: Path,
    report: Report,
    stop: Event | None = None,
) -> dict[str, PreparedClip]:
    """Make the clips of the kinds that need one. Blocks; run it in a thread.

    Args:
        kinds: Kinds of faults that are wanted.
        codec: Of the cameras' own clips.
        encoding: Of the cameras' own clips.
        cache: Cache folder.
        report: Told about progress.
        stop: Set by another thread to give up.

    Raises:
        TryAgain: It was told to stop.
    """
    other: Codec = "hevc" if codec == "h264" else "h264"
    smaller = replace(encoding, width=encoding.width * 3 // 8 * 2, height=encoding.height // 4 * 3)
    orders = {
        "resolution": Order(NoiseSource(codec, groups=5), smaller),
        "codec": Order(NoiseSource(other), encoding),
        "long-gop": Order(NoiseSource(codec, groups=2), replace(encoding, group_s=_LONG_GROUP_S)),
    }
    wanted = [kind for kind in orders if kind in kinds]
    clips = Workshop(cache / "clips", report).make_all([orders[kind] for kind in wanted], stop)
    return {kind: PreparedClip.load(clip.video) for kind, clip in zip(wanted, clips, strict=True)}
