"""Puts access units together out of packets that were kept: of a key frame, or of a tap."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial

from ingest.errors import RtspProtocolError
from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.interleaved_channels import InterleavedChannels
from ingest.rtsp.rtsp_message import RtspMessage
from ingest.rtsp.sender_report import SenderReport
from ingest.rtsp.stream_reader import StreamReader
from ingest.rtsp.unit_capture import Assemble
from ingest.rtsp.video_track import VideoTrack


class _Taker:
    """Takes the access units of packets that were kept together."""

    def __init__(self) -> None:
        self.units: list[AccessUnit] = []

    def on_unit(self, unit: AccessUnit) -> None:
        self.units.append(unit)

    def on_sender_report(self, report: SenderReport) -> None:
        pass

    def on_message(self, message: RtspMessage) -> None:
        pass


def units_of(
    track: VideoTrack, channels: InterleavedChannels, data: bytearray, *, key_only: bool
) -> list[AccessUnit]:
    """Put the access units in a piece of a stream together.

    Args:
        track: The video asked for; its parameter sets are those known before the piece.
        channels: Its interleaved channels.
        data: Interleaved packets, and messages in between.
        key_only: Key frames only, else all from the first key frame on.

    Returns:
        What is whole, in decoding order.
    """
    taker = _Taker()
    reader = StreamReader("", track, channels, taker, key_only=key_only)
    with contextlib.suppress(RtspProtocolError):
        reader.feed(data, len(data))
    reader.depacketiser.end()
    return taker.units


def late_assembly(track: VideoTrack, channels: InterleavedChannels) -> Assemble:
    """Return what puts a key frame of a stream together once somebody wants it.

    Args:
        track: The video asked for.
        channels: Its interleaved channels.
    """
    return partial(_assemble, track, channels)


def _assemble(
    track: VideoTrack, channels: InterleavedChannels, raw: bytes, sets: tuple[bytes, ...]
) -> bytes:
    """Put one key frame together; no bytes if it is damaged."""
    known = replace(track, parameter_sets=sets)
    units = units_of(known, channels, bytearray(raw), key_only=True)
    return units[0].data if units else b""
