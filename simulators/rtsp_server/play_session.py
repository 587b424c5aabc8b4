"""One client that watches one camera."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass
from random import Random

from simulators.rtsp_server.fault import Fault
from simulators.rtsp_server.prepared_frame import PreparedFrame

_NTP_EPOCH_OFFSET_S = 2_208_988_800  # RFC 5905: seconds from 1900 to 1970
_REPORT = struct.Struct(">BBHIIIIII")


@dataclass(slots=True)
class PlaySession:
    """State of one RTP session; sends whole frames or nothing.

    The transport's buffer is bounded by pausing: while ``blocked``, frames are dropped, and
    sending starts again with the next key frame. Sequence numbers go on over what was dropped, so
    that the client sees the loss.

    Attributes:
        transport: Where it goes.
        channel: Interleaved channel of RTP; RTCP is the next one.
        ssrc: Synchronisation source.
        sequence: Sequence number of the next packet.
        timestamp_base: RTP time of running frame 0.
        blocked: Set by the connection while the transport's buffer is over its limit.
        dropped_frames: Frames this client lost by being slow.
    """

    transport: asyncio.Transport
    channel: int
    ssrc: int
    sequence: int
    timestamp_base: int
    blocked: bool = False
    started: bool = False
    waiting_for_key: bool = True
    dropped_frames: int = 0
    packets_sent: int = 0
    bytes_sent: int = 0
    next_report_index: int = 0

    @classmethod
    def fresh(cls, transport: asyncio.Transport, channel: int, random: Random) -> PlaySession:
        """Return a session with its own random SSRC, sequence and timestamp (RFC 3550, 5.1)."""
        return cls(
            transport,
            channel,
            ssrc=random.getrandbits(32),
            sequence=random.getrandbits(16),
            timestamp_base=random.getrandbits(32),
        )

    def send(
        self,
        frame: PreparedFrame,
        index: int,
        rtp_time: int,
        utc_s: float,
        report_every: int,
        fault: Fault | None,
    ) -> None:
        """Send one frame, or drop it.

        Args:
            frame: What is on air.
            index: Running index of the frame since the camera's epoch.
            rtp_time: RTP time of that index, before the session's base is added.
            utc_s: When it was taken, seconds since 1970.
            report_every: Frames between sender reports.
            fault: The camera's fault, if any.
        """
        if self.waiting_for_key or self.blocked:
            if self.blocked or not frame.key:
                if self.started:
                    self.waiting_for_key = True
                    self.dropped_frames += 1
                    self.sequence += len(frame.offsets)
                return
            self.waiting_for_key = False
            self.started = True
        timestamp = (self.timestamp_base + rtp_time) & 0xFFFFFFFF
        data = frame.patched(self.channel, self.sequence, timestamp, self.ssrc)
        self.sequence = (self.sequence + len(frame.offsets)) & 0xFFFF
        if fault is not None:
            kept = fault.apply(frame.split(data))
            if kept is None:
                self.transport.abort()
                return
            if not kept:
                self.waiting_for_key = self.waiting_for_key or fault.resume_at_key
                return
            data = bytearray(b"".join(kept))
        if index >= self.next_report_index:
            self.next_report_index = index + report_every
            data = self._report(timestamp, utc_s) + data
        self.packets_sent += len(frame.offsets)
        self.bytes_sent += frame.payload_bytes
        self.transport.write(data)

    def _report(self, timestamp: int, utc_s: float) -> bytearray:
        """Return a sender report and a CNAME (RFC 3550, 6.4.1 and 6.5), framed."""
        whole = int(utc_s)
        fraction = int((utc_s - whole) * (1 << 32))
        report = _REPORT.pack(
            0x80,
            200,
            6,
            self.ssrc,
            whole + _NTP_EPOCH_OFFSET_S,
            fraction,
            timestamp,
            self.packets_sent & 0xFFFFFFFF,
            self.bytes_sent & 0xFFFFFFFF,
        )
        name = b"camera"
        item = struct.pack(">IBB", self.ssrc, 1, len(name)) + name
        item += bytes(4 - len(item) % 4)
        report += struct.pack(">BBH", 0x81, 202, len(item) // 4) + item
        return bytearray(struct.pack(">BBH", 0x24, self.channel + 1, len(report)) + report)
