"""The test clips as files that other servers play."""

from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av

from ingest.codec import Codec
from tests.unit.ingest.clips import START, Clip

FPS = 15
DEMUXER = {Codec.H264: "h264", Codec.H265: "hevc"}


def write_matroska(clip: Clip, file: Path, *, seconds: int = 40, sets: bool = True) -> Path:
    """Write the clip over and over, without encoding it again.

    Without ``sets``, parameter sets stand in the file's header alone.
    """
    raw = b"".join(START + nal for unit in clip.units for nal in unit)
    with (
        av.open(BytesIO(raw), format=DEMUXER[clip.codec]) as source,
        av.open(str(file), "w", format="matroska") as target,
    ):
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.time_base = Fraction(1, FPS)
        played = clip if sets else clip.without_sets()
        units = [b"".join(START + nal for nal in unit) for unit in played.units]
        for number in range(FPS * seconds):
            packet = av.Packet(units[number % len(units)])
            packet.stream, packet.time_base = stream, Fraction(1, FPS)
            packet.pts = packet.dts = number
            packet.duration = 1
            packet.is_keyframe = clip.is_key(clip.units[number % len(units)])
            target.mux(packet)
    return file
