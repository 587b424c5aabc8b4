"""One client that watches one camera."""

from __future__ import annotations

from collections.abc import Callable

from simulators.rtsp_server.audio_track import AudioTrack
from simulators.rtsp_server.broadcast import Broadcast
from simulators.rtsp_server.faults.fault import Fault
from simulators.rtsp_server.outlet import Outlet
from simulators.rtsp_server.picture import Picture
from simulators.rtsp_server.sender_report import sender_report


class PlaySession:
    """State of one RTP session; sends whole frames or nothing.

    The transport's buffer is bounded by pausing: while it holds anything, frames are dropped, and
    sending starts again with the next key frame. Sequence numbers go on over what was dropped, so
    that the client sees the loss.

    Args:
        outlet: Where it goes.
        channel: Interleaved channel of RTP; RTCP is the next one.
        broadcast: Of the camera's own clip.
        loop: Whether the camera's clip starts again.
        born_s: The loop's time.

    Attributes:
        fast: Whether the broadcast's bytes fit as they are; kept up to date by ``settle``.
        started: Whether it has had its first frame.
        waiting_for_key: Whether frames are dropped up to the next key frame.
        dropped_frames: Frames this client lost by being slow.
        next_report_index: Running index of the frame that a sender report goes with.
        audio: Sound, when it was asked for.
        sequence: Of the next packet while the numbering is its own, None while the broadcast's.
        backlog: Bytes that a fault holds back.
        changed: Called when ``fast`` may have become false; the stream's.
        frozen: Whether the peer has vanished; nothing is sent or read for ever.
    """

    __slots__ = (
        "__weakref__",
        "_blocked",
        "_loop",
        "_sent_at_start",
        "audio",
        "backlog",
        "born_s",
        "broadcast",
        "changed",
        "channel",
        "dropped_frames",
        "fast",
        "frozen",
        "next_report_index",
        "outlet",
        "sequence",
        "started",
        "waiting_for_key",
    )

    def __init__(
        self, outlet: Outlet, channel: int, broadcast: Broadcast, *, loop: bool, born_s: float
    ) -> None:
        self.outlet = outlet
        self.channel = channel
        self.broadcast = broadcast
        self.born_s = born_s
        self.fast = False
        self.started = False
        self.waiting_for_key = True
        self.dropped_frames = 0
        self.next_report_index = 0
        self.audio: AudioTrack | None = None
        self.sequence: int | None = None
        self.backlog = bytearray()
        self.changed: Callable[[], None] | None = None
        self.frozen = False
        self._blocked = False
        self._loop = loop
        self._sent_at_start = (0, 0)

    @property
    def blocked(self) -> bool:
        """Whether the transport's buffer holds anything."""
        return self._blocked

    @blocked.setter
    def blocked(self, blocked: bool) -> None:
        self._blocked = blocked
        self.settle()
        if self.changed is not None:
            self.changed()

    def settle(self) -> None:
        """Find out anew whether the broadcast's bytes fit as they are."""
        self.fast = (
            self.started
            and not self.waiting_for_key
            and not self._blocked
            and not self.frozen
            and self.sequence is None
            and self.channel == 0
            and self.audio is None
            and not self.backlog
        )

    def lost(self) -> None:
        """Take note that a frame could not be sent."""
        self.dropped_frames += 1
        self.waiting_for_key = True
        self.fast = False

    def report(self, position: int, timestamp: int, utc_s: float) -> bytes:
        """Return a sender report for the frame at a position."""
        packets, octets = self.broadcast.sent_before(position, self._loop)
        return sender_report(
            self.channel + 1,
            self.broadcast.ssrc,
            utc_s,
            timestamp,
            packets - self._sent_at_start[0],
            octets - self._sent_at_start[1],
        )

    def play(self, index: int, report_every: int, picture: Picture, fault: Fault | None) -> int:
        """Send one frame, or drop it, or what a fault makes of it.

        Args:
            index: Running index of the frame since the camera's epoch.
            report_every: Frames between sender reports.
            picture: What is on air.
            fault: The camera's fault, if any.

        Returns:
            Octets sent.
        """
        if self.frozen:
            return 0
        if fault is None:
            data = self._usual(picture)
        else:
            if fault.cuts(self, picture):
                self.outlet.cut()
                return 0
            data = self._faulty(picture, fault)
        if data is None:
            return 0
        if self.audio is not None:
            data += self.audio.next_packet()
        if index >= self.next_report_index:
            self.next_report_index = index + report_every
            utc_s = picture.utc_s if fault is None else fault.reported_utc_s(picture.utc_s)
            data = bytearray(self.report(picture.position, picture.timestamp, utc_s)) + data
        if fault is not None and fault.holds_back:
            data = fault.pace(self, data, picture)
        elif self.backlog:
            data = self.backlog + data
            self.backlog = bytearray()
        if data and not self.outlet.send(data):
            self.lost()
            return 0
        self.settle()
        return len(data)

    def _usual(self, picture: Picture) -> bytearray | None:
        frame = picture.frame
        if (self.waiting_for_key and not frame.key) or self._blocked:
            if self.started:
                self.dropped_frames += 1
                self.waiting_for_key = True
                self._skip(len(frame.offsets))
            return None
        self._begin(picture)
        expected = self.broadcast.sequence_at(picture.position, self._loop)
        if self.sequence == expected:
            self.sequence = None
        sequence = expected if self.sequence is None else self.sequence
        self._skip(len(frame.offsets))
        return frame.patched(self.channel, sequence, picture.timestamp, self.broadcast.ssrc)

    def _faulty(self, picture: Picture, fault: Fault) -> bytearray | None:
        if self.sequence is None or not self.started:
            self.sequence = self.broadcast.sequence_at(picture.position, self._loop)
        data = bytearray()
        for shown in fault.pictures(self, picture):
            frame = shown.frame
            if self._blocked or (
                self.waiting_for_key and not frame.key and not fault.starts_anywhere
            ):
                if self.started:
                    self.dropped_frames += 1
                    self.waiting_for_key = True
                    self._skip(len(frame.offsets))
                continue
            self._begin(shown)
            whole = frame.patched(self.channel, self.sequence, shown.timestamp, self.broadcast.ssrc)
            self._skip(len(frame.offsets))
            kept = fault.apply(frame.split(whole))
            if kept is None:
                self.outlet.cut()
                return None
            if not kept:
                self.waiting_for_key = self.waiting_for_key or fault.resume_at_key
            data += b"".join(kept)
        return data if data or fault.holds_back else None

    def _begin(self, picture: Picture) -> None:
        self.waiting_for_key = False
        if not self.started:
            self.started = True
            self._sent_at_start = self.broadcast.sent_before(picture.position, self._loop)

    def _skip(self, packets: int) -> None:
        if self.sequence is not None:
            self.sequence = (self.sequence + packets) & 0xFFFF
