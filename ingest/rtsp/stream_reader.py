"""Reads what comes after PLAY: interleaved RTP and RTCP, answers and requests in between."""

from __future__ import annotations

import re
from struct import Struct

from ingest.codec import Codec
from ingest.rtsp.depacketiser import Depacketiser
from ingest.rtsp.depacketiser_h264 import DepacketiserH264
from ingest.rtsp.depacketiser_h265 import DepacketiserH265
from ingest.rtsp.interleaved_channels import InterleavedChannels
from ingest.rtsp.packet_tap import PacketTap
from ingest.rtsp.patience import Patience
from ingest.rtsp.resynchronising import may_be_packet, next_step
from ingest.rtsp.rtp_packet import RtpPacket
from ingest.rtsp.rtsp_message import MalformedMessage, take_message
from ingest.rtsp.sender_report import SenderReport
from ingest.rtsp.stream_events import StreamEvents
from ingest.rtsp.unit_capture import Assemble, UnitCapture
from ingest.rtsp.video_track import VideoTrack

MAX_HELD_BYTES = 4 + 65_535 + 64 * 1024 + 16 * 1024
"""The longest thing that may wait for its end: one packet, or one message with its body."""
MAX_START_LINE_BYTES = 2048

_DOLLAR = 0x24
_LETTERS = range(0x41, 0x5B)
_LINE_ENDS = (0x0D, 0x0A)
_START_LINE = re.compile(rb"RTSP/1\.|[A-Z_]{3,20} [!-~]+ RTSP/1\.")
_BEGUN_LINE = re.compile(rb"[A-Z_]{1,20}(?:/[1.]{0,2}| [ -~]*)?")

# '$', channel, length | V P X CC M PT | (10 bytes: sequence, time, SSRC) | two payload bytes.
_HEAD = Struct(">IH10xH").unpack_from
_LOOK_AHEAD = 19
_NOTHING_KEPT = bytes(0x1_0000)
_EVERYTHING_KEPT = bytes([1]) * 0x1_0000


class StreamReader:
    """One stream's bytes → access units, sender reports and messages.

    With ``key_only`` it looks at the header and the first bytes of each packet and passes over what
    cannot belong to a key frame: one unpacking and two comparisons a packet. This is what makes
    hundreds of cameras cheap, so that path is written out in ``feed`` and calls nothing. The
    packets of a key frame are kept together and put together only if somebody wants its bytes.

    Args:
        address: Of the camera, without password, for errors.
        track: The video asked for.
        channels: Its interleaved channels.
        events: Told of everything found.
        key_only: Key frames only, else every access unit.
        assemble: Puts a key frame together once it is wanted, with ``key_only``; without it all
            access units are put together as they come.

    Attributes:
        address: As given.
        depacketiser: Builds the access units.
        packets: Video packets so far.
        video_bytes: Their bytes, RTP headers included.
        frames: Pictures so far, counted by RTP markers.
        lost: Video packets missing by their sequence numbers.
        held_bytes: Of a key frame whose end has not come yet; they are not counted so far.
        newest_timestamp: RTP timestamp of the last video packet.
        tap: Keeps what was taken, if there is one.
    """

    __slots__ = (
        "_capture",
        "_channels",
        "_events",
        "_kept",
        "_key_only",
        "_last_sequence",
        "_marked",
        "_passes_over",
        "_patience",
        "_plain",
        "_video_head",
        "address",
        "depacketiser",
        "frames",
        "held_bytes",
        "lost",
        "newest_timestamp",
        "packets",
        "tap",
        "video_bytes",
    )

    def __init__(
        self,
        address: str,
        track: VideoTrack,
        channels: InterleavedChannels,
        events: StreamEvents,
        *,
        key_only: bool,
        assemble: Assemble | None = None,
    ) -> None:
        kind = DepacketiserH264 if track.codec is Codec.H264 else DepacketiserH265
        self.depacketiser: Depacketiser = kind(
            track.parameter_sets, key_only=key_only, on_unit=events.on_unit
        )
        self.depacketiser.lead = (_DOLLAR << 8 | channels.rtp, 0x8000 | track.payload_type)
        self.address = address
        self._channels = channels
        self._events = events
        self._key_only = key_only
        self._kept = kind.kept_table() if key_only else _EVERYTHING_KEPT
        self._passes_over = (
            DepacketiserH265.passes_over if key_only and track.codec is Codec.H265 else None
        )
        self._video_head = _DOLLAR << 8 | channels.rtp
        self._plain = 0x8000 | track.payload_type
        self._marked = 0x8080 | track.payload_type
        self._capture: UnitCapture | None = None
        if key_only and assemble is not None:
            self._capture = UnitCapture(self._video_head, self._plain, kind.role, assemble)
        self._last_sequence = -1
        self._patience = Patience(address)
        self.packets = 0
        self.video_bytes = 0
        self.frames = 0
        self.lost = 0
        self.newest_timestamp = 0
        self.held_bytes = 0
        self.tap: PacketTap | None = None

    def feed(self, buffer: bytearray, count: int) -> int:
        """Read what came.

        Args:
            buffer: Holds the bytes not taken by the last call, then the new ones. Nothing of it is
                kept.
            count: How many of its bytes are valid.

        Returns:
            How many bytes were taken. The caller gives the rest again, in front of the next; it is
            never over ``MAX_HELD_BYTES``.

        Raises:
            RtspProtocolError: too much garbage.
        """
        depacketiser = self.depacketiser
        head, kept, passes_over = _HEAD, self._kept, self._passes_over
        plain, marked = self._plain, self._marked
        # Of '$', channel and length in one number: 14 to 65535 bytes, and without the 4 of these.
        shortest, longest = self._video_head << 16 | 13, (self._video_head << 16) + 0x1_0000
        base = (self._video_head << 16) - 4
        capture = self._capture
        in_unit = depacketiser.open
        position = 0
        last = -1  # where the last video packet of this call begins
        packets = frames = 0
        limit = count - _LOOK_AHEAD
        while True:
            run = position
            while position <= limit:
                lead, bits, nal = head(buffer, position)
                if not shortest < lead < longest:
                    break
                if bits == marked:
                    frames += 1
                elif bits != plain:
                    break
                if kept[nal] or in_unit:
                    end = position + lead - base
                    marker = bits >> 7 & 1
                    if end > count:
                        frames -= marker
                        break
                    if passes_over is not None and not in_unit and passes_over(buffer, position):
                        packets += 1
                        last = position
                        position = end
                        continue
                    if capture is not None and not in_unit:
                        captured = capture.take(buffer, position, count, depacketiser)
                        frames -= marker
                        if captured is not None:
                            unit, position, last, taken, marker = captured
                            packets += taken
                            frames += marker
                            self._events.on_unit(unit)
                            continue
                        if capture.waiting:
                            break
                        frames += marker
                    in_unit = self._push(buffer, position, last, end, marker)
                    if in_unit and depacketiser.in_fragment:
                        # The bulk of a key frame: pieces that do nothing but continue.
                        behind, pieces = depacketiser.take_middle(buffer, end, count)
                        if pieces:
                            packets += 1 + pieces
                            last = depacketiser.last_piece
                            position = behind
                            continue
                packets += 1
                last = position
                position += lead - base
            whole = position <= count
            if not whole:
                # The last one was counted, and its end has not come yet.
                position = last
                packets -= 1
                frames -= buffer[last + 5] >> 7
            if packets:
                self._count(buffer, run, last, packets, frames, position - run, whole=whole)
                packets = frames = 0
                last = -1
            waiting = capture is not None and capture.waiting
            self.held_bytes = count - position if waiting else 0
            taken = 0 if waiting else self._take_other(buffer, position, count)
            if taken == 0:
                if self.tap is not None:
                    self.tap.keep(buffer, position)
                return position
            position += taken
            in_unit = depacketiser.open

    @property
    def passing_over(self) -> bool:
        """Whether key frames are passed over too; set it while nobody wants them.

        A picture that is half there is put together first. Packets are counted all the same.
        """
        return self._kept is _NOTHING_KEPT

    @passing_over.setter
    def passing_over(self, passing: bool) -> None:
        if not self._key_only:
            raise ValueError("a reader of every access unit passes nothing over")
        kind = DepacketiserH264 if self.depacketiser.codec is Codec.H264 else DepacketiserH265
        self._kept = _NOTHING_KEPT if passing else kind.kept_table()
        if passing and self._capture is not None:
            self._capture.waiting = False

    @property
    def garbage_bytes(self) -> int:
        """How many bytes were neither packet nor message."""
        return self._patience.garbage_bytes

    @property
    def coming(self) -> bool:
        """Whether a picture is there in part."""
        waiting = self._capture is not None and self._capture.waiting
        return waiting or self.depacketiser.open

    def _push(self, buffer: bytearray, position: int, last: int, end: int, marker: int) -> bool:
        """Give a plain video packet to the depacketiser; True while a picture is being built."""
        sequence = buffer[position + 6] << 8 | buffer[position + 7]
        before = buffer[last + 6] << 8 | buffer[last + 7] if last >= 0 else self._last_sequence
        depacketiser = self.depacketiser
        depacketiser.following = sequence + 1 & 0xFFFF
        depacketiser.push(
            buffer,
            position + 16,
            end,
            int.from_bytes(buffer[position + 8 : position + 12], "big"),
            marker,
            sequence != before + 1 & 0xFFFF or before < 0,
        )
        return depacketiser.open

    def _count(
        self,
        buffer: bytearray,
        run: int,
        last: int,
        packets: int,
        frames: int,
        size: int,
        *,
        whole: bool,
    ) -> None:
        """Count a run of plain video packets; losses by its last sequence number.

        Args:
            buffer: The packets.
            run: Where the first one begins.
            last: Where the last one begins; if it is not ``whole`` it is not one of them, and what
                is lost before it is counted now.
            packets: How many they are.
            frames: How many of them carry a marker.
            size: Their bytes, interleaving headers included.
            whole: Whether the one at ``last`` is there to its end.
        """
        sequence = buffer[last + 6] << 8 | buffer[last + 7]
        if not whole:
            sequence = sequence - 1 & 0xFFFF
        before = self._last_sequence
        if before < 0:
            before = (buffer[run + 6] << 8 | buffer[run + 7]) - 1
        missing = (sequence - before & 0xFFFF) - packets
        if 0 < missing < 0x8000:
            self.lost += missing
        self._last_sequence = sequence
        self.newest_timestamp = int.from_bytes(buffer[last + 8 : last + 12], "big")
        self.packets += packets
        self.frames += frames
        self.video_bytes += size - 4 * packets
        if frames:
            self._patience.picture_came()

    def _take_other(self, buffer: bytearray, position: int, count: int) -> int:
        """Take one thing that is not a plain video packet; 0 if it is not whole yet."""
        if position >= count:
            return 0
        first = buffer[position]
        if first == _DOLLAR:
            if position + 4 > count:
                return 0
            size = 4 + (buffer[position + 2] << 8 | buffer[position + 3])
            in_step, payload_type = self._patience.in_step, self._plain & 0x7F
            if not may_be_packet(
                buffer, position, count, self._channels, payload_type, in_step=in_step
            ):
                return self._skip_garbage(buffer, position, count)
            if position + size > count:
                return 0
            self._take_interleaved(buffer, position, position + size)
            return size
        if first in _LINE_ENDS:
            behind = position + 1
            while behind < count and buffer[behind] in _LINE_ENDS:
                behind += 1
            self._patience.spend(behind - position, self.packets)
            return behind - position
        if first in _LETTERS:
            line = bytes(buffer[position : min(count, position + MAX_START_LINE_BYTES)])
            if _START_LINE.match(line):
                return self._take_message(buffer, position, count)
            if len(line) < MAX_START_LINE_BYTES and _BEGUN_LINE.fullmatch(line):
                return 0
        return self._skip_garbage(buffer, position, count)

    def _take_interleaved(self, buffer: bytearray, position: int, end: int) -> None:
        channel = buffer[position + 1]
        if channel != self._channels.rtp:
            self._patience.spend(end - position, self.packets)
        if channel == self._channels.rtcp:
            report = SenderReport.find(bytes(buffer[position + 4 : end]))
            if report is not None:
                self._events.on_sender_report(report)
            return
        if channel != self._channels.rtp:
            return
        packet = RtpPacket.parse(buffer, position + 4, end)
        if packet is None:
            self.depacketiser.malformed += 1
            return
        if packet.payload_type != self._plain & 0x7F:
            # Another format on our channel (RTX, FEC); it takes its own sequence numbers.
            return
        before = self._last_sequence
        gap = before < 0 or packet.sequence != before + 1 & 0xFFFF
        if before >= 0:
            missing = (packet.sequence - before & 0xFFFF) - 1
            if 0 < missing < 0x8000:
                self.lost += missing
        self._last_sequence = packet.sequence
        self.newest_timestamp = packet.timestamp
        self.packets += 1
        self.frames += packet.marker
        self.video_bytes += end - position - 4
        if packet.marker:
            self._patience.picture_came()
        if packet.start < packet.end or self.depacketiser.open:
            self.depacketiser.push(
                buffer, packet.start, packet.end, packet.timestamp, int(packet.marker), gap
            )

    def _take_message(self, buffer: bytearray, position: int, count: int) -> int:
        try:
            taken = take_message(memoryview(buffer)[position:count])
        except MalformedMessage:
            # Found in the middle of garbage as likely as sent; too much of it ends the stream, and
            # sooner than other garbage does, since each costs a look at a whole line.
            self._patience.spend(MAX_START_LINE_BYTES, self.packets)
            return self._skip_garbage(buffer, position, count)
        if taken is None:
            return 0
        message, size = taken
        self._events.on_message(message)
        self._patience.spend(size, self.packets)
        return size

    def _skip_garbage(self, buffer: bytearray, position: int, count: int) -> int:
        """Go on to the next thing that may be a packet of ours or a message."""
        found = next_step(buffer, position, count, self._channels, self._plain & 0x7F)
        skipped = found - position
        self.depacketiser.reset()
        self._patience.garbage(skipped, self.packets)
        return skipped
