"""The receiving end of one video in aiortc, without aiortc's decoder.

aiortc's own receiver decodes every picture in a thread of its own, which costs as much as the
decoders of twenty cameras by RTSP. This one has its place in the library's transceiver, answers to
the same calls, puts key frames together and lets the rest go.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aiortc.mediastreams import MediaStreamTrack
from aiortc.rate import RemoteBitrateEstimator
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters
from aiortc.rtcrtpreceiver import StreamStatistics
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpByePacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    RtpPacket,
    pack_remb_fci,
)
from aiortc.stats import RTCStatsReport

from ingest.rtsp.sender_report import SenderReport
from ingest.webrtc.encoded_key_frame import EncodedKeyFrame
from ingest.webrtc.frame_assembler import FrameAssembler
from ingest.webrtc.h264_payload import H264Payload
from ingest.webrtc.media_sink import MediaSink
from ingest.webrtc.payload_format import PayloadFormat
from ingest.webrtc.vp8_payload import Vp8Payload
from sharp_eyes.clock import Clock

MAX_SOURCES = 64
"""Sources (SSRC) a sender may use in one session; aiortc keeps each for ever."""
SOURCE_QUIET_S = 2.0
"""Another source is believed once the one before has been silent for so long."""
EARLY = 0.1
"""A key frame may come earlier than due by this part of the interval."""
_FORMATS: dict[str, Callable[[], PayloadFormat]] = {"h264": H264Payload, "vp8": Vp8Payload}
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


class KeyFrameReceiver:
    """Takes the place of ``aiortc.RTCRtpReceiver`` (version 1.16) for one video.

    Args:
        transport: The encrypted transport.
        ssrc: Our own source number, for reports.
        sink: Takes key frames and sender reports.
        clock: For intervals.
        interval_s: Between two key frames that are asked for.
        on_end: Called when the sender says good-bye, or breaks the rules.

    Attributes:
        frames: Pictures of any kind.
        video_bytes: Of payload.
        lost: Packets that never came.
        dropped: Key frames that stayed damaged.
    """

    def __init__(
        self,
        transport: RTCDtlsTransport,
        ssrc: int,
        sink: MediaSink,
        clock: Clock,
        interval_s: float,
        on_end: Callable[[], None],
    ) -> None:
        # Set by aiortc's connection and transceiver.
        self._track: MediaStreamTrack | None = None
        self._enabled = True
        self._transport = transport
        self._ssrc = ssrc
        self._sink = sink
        self._clock = clock
        self._interval_s = interval_s
        self._on_end = on_end
        self._formats: dict[int, str] = {}
        self._task: asyncio.Task[None] | None = None
        self._paused = True
        self._sources: set[int] = set()
        self._source: int | None = None
        self._source_type = 0
        self._source_seen_s = 0.0
        self._assembler: FrameAssembler | None = None
        self._statistics: StreamStatistics | None = None
        self._estimator = RemoteBitrateEstimator()
        self._due_s = float("-inf")
        self._asked_s = float("-inf")
        self._report: tuple[int, float] | None = None
        self._before = (0, 0, 0, 0)

    @property
    def track(self) -> MediaStreamTrack | None:
        """The library's track; nothing ever comes out of it."""
        return self._track

    @property
    def transport(self) -> RTCDtlsTransport:
        """The transport in use."""
        return self._transport

    @property
    def frames(self) -> int:
        """Pictures of any kind."""
        return self._before[0] + (self._assembler.frames if self._assembler else 0)

    @property
    def video_bytes(self) -> int:
        """Bytes of payload."""
        return self._before[1] + (self._assembler.video_bytes if self._assembler else 0)

    @property
    def dropped(self) -> int:
        """Key frames that stayed damaged."""
        return self._before[2] + (self._assembler.dropped if self._assembler else 0)

    @property
    def lost(self) -> int:
        """Packets that never came."""
        statistics = self._statistics
        return self._before[3] + (max(0, statistics.packets_lost) if statistics else 0)

    def resume(self) -> None:
        """Take what comes from now on, and ask for a key frame with the next packet."""
        self._paused = False
        self._due_s = self._asked_s = float("-inf")

    def pause(self) -> None:
        """Let everything go by; at first nothing is taken."""
        if not self._paused:
            self._paused = True
            self._start_anew()

    # What aiortc calls, by its names.

    def setTransport(self, transport: RTCDtlsTransport) -> None:  # noqa: N802
        """Use another transport: several media share one."""
        self._transport = transport

    def _set_rtcp_ssrc(self, ssrc: int) -> None:
        self._ssrc = ssrc

    async def getStats(self) -> RTCStatsReport:  # noqa: N802
        """Return nothing; what was measured stands in the attributes."""
        return RTCStatsReport()

    async def receive(self, parameters: RTCRtpReceiveParameters) -> None:
        """Begin, once both sides agree."""
        if self._task is not None:
            return
        self._formats = {
            codec.payloadType: codec.name.lower()
            for codec in parameters.codecs
            if codec.payloadType is not None and codec.name.lower() in _FORMATS
        }
        self._transport._register_rtp_receiver(self, parameters)
        self._task = asyncio.create_task(self._send_reports(), name="webrtc-receiver-reports")

    async def stop(self) -> None:
        """End."""
        task, self._task = self._task, None
        if task is not None:
            self._transport._unregister_rtp_receiver(self)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _handle_disconnect(self) -> None:
        self._on_end()

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpByePacket):
            self._on_end()
        elif isinstance(packet, RtcpSrPacket):
            info = packet.sender_info
            self._report = (info.ntp_timestamp >> 16 & 0xFFFF_FFFF, self._clock.monotonic_s())
            if info.ntp_timestamp and packet.ssrc == self._source:
                seconds, fraction = info.ntp_timestamp >> 32, info.ntp_timestamp & 0xFFFF_FFFF
                sent_at = _NTP_EPOCH + timedelta(
                    seconds=seconds, microseconds=fraction * 1_000_000 / 2**32
                )
                self._sink.on_sender_report(SenderReport(sent_at, info.rtp_timestamp))

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        name = self._formats.get(packet.payload_type)
        if name is None or self._paused or not self._enabled:
            return
        now_s = self._clock.monotonic_s()
        same = packet.ssrc == self._source and packet.payload_type == self._source_type
        if not same and not self._change_source(packet, name, now_s):
            return
        assembler, statistics = self._assembler, self._statistics
        if assembler is None or statistics is None:
            return
        self._source_seen_s = now_s
        statistics.add(packet)
        assembler.add(
            packet.sequence_number, packet.timestamp, bool(packet.marker), packet.payload, now_s
        )
        await self._feed_back(packet, arrival_time_ms, now_s)

    def _change_source(self, packet: RtpPacket, name: str, now_s: float) -> bool:
        if packet.ssrc != self._source:
            self._sources.add(packet.ssrc)
            if len(self._sources) > MAX_SOURCES:
                self._on_end()
                return False
            if self._source is not None and now_s - self._source_seen_s < SOURCE_QUIET_S:
                return False
        self._start_anew()
        self._source, self._source_type = packet.ssrc, packet.payload_type
        self._assembler = FrameAssembler(_FORMATS[name](), self._take)
        self._statistics = StreamStatistics(90_000)
        self._report = None
        self._asked_s = float("-inf")
        return True

    def _start_anew(self) -> None:
        """Forget the source, but not what was counted."""
        self._before = (self.frames, self.video_bytes, self.dropped, self.lost)
        self._source = self._assembler = self._statistics = None

    def _take(self, frame: EncodedKeyFrame) -> None:
        now_s = self._clock.monotonic_s()
        if now_s < self._due_s - EARLY * self._interval_s:
            return
        self._due_s = max(self._due_s, now_s - EARLY * self._interval_s) + self._interval_s
        if self._assembler is not None:
            self._assembler.awaiting = False
        self._sink.on_key_frame(frame)

    async def _feed_back(self, packet: RtpPacket, arrival_time_ms: int, now_s: float) -> None:
        assembler = self._assembler
        if assembler is None:
            return
        if lost := assembler.missing(now_s):
            await self._send(RtcpRtpfbPacket(RTCP_RTPFB_NACK, self._ssrc, packet.ssrc, lost))
        # The next may be late, or the request be lost: asked again, but not with each packet.
        wanted = now_s >= self._due_s or assembler.damaged
        if wanted and now_s - self._asked_s >= min(self._interval_s, 1.0):
            self._asked_s = now_s
            assembler.damaged = False
            assembler.awaiting = True
            await self._send(RtcpPsfbPacket(RTCP_PSFB_PLI, self._ssrc, packet.ssrc))
        sent = packet.extensions.abs_send_time
        if sent is not None:
            estimate = self._estimator.add(
                arrival_time_ms, sent, len(packet.payload) + packet.padding_size, packet.ssrc
            )
            if estimate is not None:
                fci = pack_remb_fci(estimate[0], [packet.ssrc])
                await self._send(RtcpPsfbPacket(RTCP_PSFB_APP, self._ssrc, 0, fci))

    async def _send_reports(self) -> None:
        """Tell the sender how much arrives (RFC 3550 §6.4.2)."""
        while True:
            await asyncio.sleep(0.5 + random.random())
            statistics, source = self._statistics, self._source
            if statistics is None or source is None or statistics.max_seq is None:
                continue
            last, delay = 0, 0
            if self._report is not None:
                last, seen_s = self._report
                delay = int((self._clock.monotonic_s() - seen_s) * 65_536) & 0xFFFF_FFFF
            info = RtcpReceiverInfo(
                ssrc=source,
                fraction_lost=min(statistics.fraction_lost, 255),
                packets_lost=statistics.packets_lost,
                highest_sequence=statistics.max_seq,
                jitter=max(0, min(statistics.jitter, 0xFFFF_FFFF)),
                lsr=last,
                dlsr=delay,
            )
            await self._send(RtcpRrPacket(self._ssrc, [info]))

    async def _send(self, packet: AnyRtcpPacket) -> None:
        # A connection that breaks is noticed by the one who reads from it.
        with contextlib.suppress(ConnectionError, OSError):
            await self._transport._send_rtp(bytes(packet))
