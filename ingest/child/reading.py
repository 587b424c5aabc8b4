"""The child's work: open the camera, read, decode, hand pictures on."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable

import av
from av.container import InputContainer

from ingest.child.gave_up import GaveUp
from ingest.child.messages import Figures, Opened, Picture, Trouble
from ingest.child.opening import open_camera
from ingest.child.picture_decoder import PictureDecoder
from ingest.child.planes import packed, planar
from ingest.child.request import ChildRequest
from ingest.codec import Codec

_CODECS = {"h264": Codec.H264, "hevc": Codec.H265}
_LAST_WORDS = frozenset({Trouble.CREDENTIALS, Trouble.UNREACHABLE, Trouble.NOT_FOUND})
"""Another transport changes nothing about these, and wrong passwords are counted by cameras."""
_FIGURES_EVERY_S = 1.0
_PRFT = struct.Struct("=q")
"""AVProducerReferenceTime of libavutil: wall clock in microseconds first."""


class Reading:
    """Reads one camera until it ends.

    Args:
        request: What to read, and how.
        say: Takes the parts of one message.
        stopped: Whether the parent asked us to end.
        opener: Opens the stream with a transport.
        monotonic_s: The clock.
    """

    def __init__(
        self,
        request: ChildRequest,
        say: Callable[..., None],
        stopped: Callable[[], bool],
        opener: Callable[[ChildRequest, str], InputContainer] = open_camera,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._request = request
        self._say = say
        self._stopped = stopped
        self._opener = opener
        self._monotonic_s = monotonic_s
        self._codec = Codec.OTHER
        self._packets = 0
        self._video_bytes = 0
        self._key_s: float | None = None
        self._key_interval_s = 0.0
        self._wall_clock_us = 0

    def run(self) -> None:
        """Try each transport in turn, and read.

        Raises:
            GaveUp: it ended otherwise than by ``stopped``.
        """
        failure = GaveUp(Trouble.OTHER, "no transport was named")
        for transport in self._request.transports:
            try:
                self._read(transport)
                return
            except GaveUp as error:
                failure = error
                if self._packets or error.trouble in _LAST_WORDS or self._stopped():
                    break
        raise failure

    def _read(self, transport: str) -> None:
        try:
            with self._opener(self._request, transport) as container:
                self._demux(container, transport)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise GaveUp.of(error) from error

    def _demux(self, container: InputContainer, transport: str) -> None:
        if not container.streams.video:
            raise GaveUp(Trouble.NO_VIDEO, "there is no video in it")
        stream = container.streams.video[0]
        self._codec = _CODECS.get(stream.codec_context.name, Codec.OTHER)
        self._say(Opened(transport, self._codec).encode())
        said_s = self._monotonic_s()
        decoder = PictureDecoder(
            stream.codec_context,
            key_wait_s=self._request.key_wait_s,
            min_interval_s=self._request.min_interval_s,
            now_s=said_s,
        )
        for packet in container.demux(stream):
            if self._stopped():
                return
            if not packet.size:
                continue
            now_s = self._monotonic_s()
            self._count(packet, now_s)
            picture = decoder.feed(packet, now_s)
            if picture is not None:
                self._hand_on(picture, now_s, key=not decoder.decodes_all)
            if now_s - said_s >= _FIGURES_EVERY_S:
                said_s = now_s
                figures = Figures(self._video_bytes, self._packets, self._key_interval_s)
                self._say(figures.encode())
        raise GaveUp(Trouble.ENDED, "the stream ended")

    def _count(self, packet: av.Packet[av.VideoStream], now_s: float) -> None:
        self._packets += 1
        self._video_bytes += packet.size
        if packet.has_sidedata("prft"):
            # What the camera's sender reports say of this picture.
            (self._wall_clock_us,) = _PRFT.unpack_from(bytes(packet.get_sidedata("prft")))
        if packet.is_keyframe:
            if self._key_s is not None:
                self._key_interval_s = now_s - self._key_s
            self._key_s = now_s

    def _hand_on(self, picture: av.VideoFrame, arrived_s: float, *, key: bool) -> None:
        made, full_range = planar(picture, self._request.max_pixels)
        message = Picture(
            width=made.width,
            height=made.height,
            codec=self._codec,
            full_range=full_range,
            key=key,
            age_s=self._monotonic_s() - arrived_s,
            wall_clock_us=self._wall_clock_us,
            planes=packed(made),
        )
        self._say(*message.encode())
