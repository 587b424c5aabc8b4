"""Records what a stream reader tells."""

from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.interleaved_channels import InterleavedChannels
from ingest.rtsp.late_units import late_assembly
from ingest.rtsp.rtsp_message import RtspMessage
from ingest.rtsp.sender_report import SenderReport
from ingest.rtsp.stream_reader import MAX_HELD_BYTES, StreamReader
from ingest.rtsp.video_track import VideoTrack
from tests.unit.ingest.clips import Clip


class Recorder:
    def __init__(self) -> None:
        self.units: list[AccessUnit] = []
        self.reports: list[SenderReport] = []
        self.messages: list[RtspMessage] = []

    def on_unit(self, unit: AccessUnit) -> None:
        self.units.append(unit)

    def on_sender_report(self, report: SenderReport) -> None:
        self.reports.append(report)

    def on_message(self, message: RtspMessage) -> None:
        self.messages.append(message)


def reader_for(clip: Clip, *, key_only: bool, sdp: bool = True) -> tuple[StreamReader, Recorder]:
    recorder = Recorder()
    track = VideoTrack(clip.codec, 96, 90_000, "", clip.sets if sdp else ())
    channels = InterleavedChannels(0, 1)
    reader = StreamReader(
        "rtsp://camera/",
        track,
        channels,
        recorder,
        key_only=key_only,
        assemble=late_assembly(track, channels) if key_only else None,
    )
    return reader, recorder


def feed(reader: StreamReader, data: bytes, chunk: int = 1 << 30) -> bytes:
    """Feed data in chunks as a poller does; return what is left."""
    held = b""
    for start in range(0, len(data), chunk):
        buffer = bytearray(held + data[start : start + chunk])
        taken = reader.feed(buffer, len(buffer))
        held = bytes(buffer[taken:])
        assert len(held) <= MAX_HELD_BYTES
    return held
