"""RTP packets → whole key frames; everything else is only counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.payload_format import PayloadFormat

MAX_PACKETS = 4096
MAX_BYTES = 4 * 1024 * 1024
"""Of one frame: far above what a camera sends; what is larger is thrown away."""
MAX_MISSING = 64
"""Packets asked for again at once; with more gone, a new key frame is cheaper."""
REPAIR_S = 0.8
"""How long a key frame waits for what is missing, then a new one is asked for."""
ASK_AGAIN_S = 0.1
_HALF = 0x8000
_HALF_32 = 0x8000_0000


MAX_LATE = 200
"""Packets in a row that are older than the frame on its way: the sender's clock has jumped."""


@dataclass(slots=True)
class _Group:
    """The packets of one timestamp.

    ``before`` is the newest number known to come before them, ``after`` the oldest known to come
    after, ``asked`` when each missing one was asked for.
    """

    timestamp: int
    before: int | None
    packets: dict[int, bytes] = field(default_factory=dict)
    size: int = 0
    key: bool = False
    done: bool = False
    first: int | None = None
    last: int | None = None
    after: int | None = None
    asked: dict[int, float] = field(default_factory=dict)


class FrameAssembler:
    """Collects the packets of the frame on its way and of one key frame that lacks some.

    Args:
        payload_format: Of the stream.
        on_key_frame: Called with each whole key frame.

    Attributes:
        frames: Frames begun, of any kind.
        video_bytes: Payload bytes.
        dropped: Key frames that stayed damaged.
        damaged: True once a key frame was given up; whoever asks for a new one resets it.
        awaiting: Set by whoever asked for a key frame: one whose beginning is lost, and which is
            therefore not known to be one, is mended too.
    """

    def __init__(
        self, payload_format: PayloadFormat, on_key_frame: Callable[[EncodedKeyFrame], None]
    ) -> None:
        self._format = payload_format
        self._on_key_frame = on_key_frame
        self._current: _Group | None = None
        self._pending: _Group | None = None
        self._pending_until_s = 0.0
        self._gap_until_s = float("-inf")
        self._highest: int | None = None
        self._late = 0
        self.frames = 0
        self.video_bytes = 0
        self.dropped = 0
        self.damaged = False
        self.awaiting = False

    def add(
        self, sequence: int, timestamp: int, marker: bool, payload: bytes, now_s: float
    ) -> None:
        """Take one packet; order and repetitions do not matter.

        Args:
            sequence: 16 bits.
            timestamp: 32 bits.
            marker: Set on the last packet of a frame (RFC 6184 §5.1, RFC 7741 §4.1).
            payload: Without RTP header and padding.
            now_s: Our monotonic clock.
        """
        self.video_bytes += len(payload)
        before = self._highest
        step = 1 if before is None else sequence - before & 0xFFFF
        newest = 0 < step < _HALF
        if newest:
            self._highest = sequence
            if step > 1:
                self._gap_until_s = now_s + REPAIR_S
        group = self._group(timestamp, before if newest else None, now_s)
        if group is None:
            self._take_late(sequence)
            return
        self._late = 0
        if group is self._current and self._pending is not None:
            self._bound(self._pending, sequence)
        if group.done or sequence in group.packets:
            return
        group.packets[sequence] = payload
        group.size += len(payload)
        if len(group.packets) > MAX_PACKETS or group.size > MAX_BYTES:
            self._give_up(group)
            return
        hint = self._format.hint(payload)
        group.key = group.key or hint.key
        if hint.begins or (group.before is not None and sequence == group.before + 1 & 0xFFFF):
            group.first = sequence
        if marker:
            group.last = sequence
        self._try(group)

    def missing(self, now_s: float) -> list[int]:
        """Return sequence numbers to ask for again, and give up what waited too long.

        Only those of key frames: what is between is not looked at, so its loss is no loss.
        """
        if self._pending is not None and now_s > self._pending_until_s:
            self._give_up(self._pending)
        if self._pending is None and now_s > self._gap_until_s:
            return []
        gaps = []
        for group in (self._pending, self._current):
            if group is not None and self._wanted(group):
                gaps += [(group, one) for one in _gaps(group)]
        if len(gaps) > MAX_MISSING:
            return []
        due = []
        for group, number in gaps:
            if now_s - group.asked.get(number, float("-inf")) >= ASK_AGAIN_S:
                group.asked[number] = now_s
                due.append(number)
        return due

    def _wanted(self, group: _Group) -> bool:
        return group.key or (self.awaiting and group.first is None)

    def _group(self, timestamp: int, before: int | None, now_s: float) -> _Group | None:
        current = self._current
        if current is not None:
            if current.timestamp == timestamp:
                return current
            if self._pending is not None and self._pending.timestamp == timestamp:
                return self._pending
            if (timestamp - current.timestamp & 0xFFFF_FFFF) >= _HALF_32:
                if self._late < MAX_LATE:
                    return None  # of a frame that is over
                self._late = 0
            if not current.done and (
                current.key or (self._pending is None and self._wanted(current))
            ):
                # A newer one comes and it is not whole: it may still become so.
                if self._pending is not None:
                    self._give_up(self._pending)
                self._pending = current
                self._pending_until_s = now_s + REPAIR_S
        self.frames += 1
        self._current = _Group(timestamp, before)
        return self._current

    def _bound(self, group: _Group, sequence: int) -> None:
        """Learn where a frame ends from a packet of the next."""
        if group.after is None or (group.after - sequence & 0xFFFF) < _HALF:
            group.after = sequence
            if group.last is None and (sequence - 1 & 0xFFFF) in group.packets:
                group.last = sequence - 1 & 0xFFFF
                self._try(group)

    def _take_late(self, sequence: int) -> None:
        """Learn where a key frame begins from the end of the frame before it."""
        self._late += 1
        for group in (self._pending, self._current):
            if group is not None and group.before is not None and not group.done:
                if sequence == group.before + 1 & 0xFFFF:
                    group.before = sequence
                following = group.before + 1 & 0xFFFF
                if group.first is None and following in group.packets:
                    group.first = following
                    self._try(group)

    def _try(self, group: _Group) -> None:
        if not group.key or group.first is None or group.last is None:
            return
        span = (group.last - group.first & 0xFFFF) + 1
        if span > len(group.packets):
            return
        numbers = [group.first + step & 0xFFFF for step in range(span)]
        if not all(number in group.packets for number in numbers):
            return
        payloads = [group.packets[number] for number in numbers]
        self._forget(group)
        frame = self._format.key_frame(group.timestamp, payloads)
        if frame is not None:
            self._on_key_frame(frame)

    def _give_up(self, group: _Group) -> None:
        if group.key:
            self.dropped += 1
            self.damaged = True
        self._forget(group)

    def _forget(self, group: _Group) -> None:
        if group is self._pending:
            self._pending = None
        # The current group stays, emptied: its timestamp tells late packets from new ones.
        group.done = True
        group.packets.clear()
        group.asked.clear()
        group.size = 0


def _gaps(group: _Group) -> list[int]:
    """Return the numbers missing between the ends of a frame as far as they are known."""
    if group.done or not group.packets:
        return []
    anchor = next(iter(group.packets))

    def order(number: int) -> int:
        return number - anchor + _HALF & 0xFFFF

    start = group.first
    if start is None:
        start = min(group.packets, key=order)
        if group.before is not None and (start - group.before & 0xFFFF) <= MAX_MISSING:
            start = group.before + 1 & 0xFFFF
    end = group.last
    if end is None:
        end = max(group.packets, key=order)
        if group.after is not None and (group.after - end & 0xFFFF) <= MAX_MISSING:
            end = group.after - 1 & 0xFFFF
    span = (end - start & 0xFFFF) + 1
    if span > MAX_PACKETS:
        return []
    numbers = (start + step & 0xFFFF for step in range(span))
    return [number for number in numbers if number not in group.packets]
