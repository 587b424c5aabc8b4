"""Packets → pictures, by the key frames where there are any, else by decoding everything."""

from __future__ import annotations

import av
from av.codec.context import Flags
from av.video.frame import PictureType

_ALONE = frozenset({PictureType.NONE, PictureType.I, PictureType.SI, PictureType.BI})
_KEYS_UNTIL_TRUSTED = 2
_WHOLE_AFTER_S = 8.0
"""A decoder that never found a point to begin at is asked for what it has: with intra refresh every
part of the picture has been sent anew by then."""
_SETTLED_AFTER_S = 16.0
MAX_PIXELS = 8192 * 4320


class PictureDecoder:
    """Decodes as little as it takes for a picture now and then.

    At first everything is decoded, and at most one picture in ``min_interval_s`` is given out. When
    ``_KEYS_UNTIL_TRUSTED`` key frames came no further apart than ``key_wait_s``, they alone are
    decoded, each by itself. If none comes for so long (intra refresh, a very long interval),
    everything is decoded again. It has to begin so: where the one key frame is that with which a
    camera answers PLAY, all others lean on it.

    Args:
        context: Of the stream; not opened yet.
        key_wait_s: See above.
        min_interval_s: See above.
        now_s: The time, on any clock that does not jump.
    """

    def __init__(
        self,
        context: av.VideoCodecContext,
        *,
        key_wait_s: float,
        min_interval_s: float,
        now_s: float,
    ) -> None:
        self._context = context
        context.thread_count = 1
        context.options = {**context.options, "max_pixels": str(MAX_PIXELS)}
        self._key_wait_s = key_wait_s
        self._min_interval_s = min_interval_s
        self._given_s: float | None = None
        self._keyed_s = now_s
        self._all_since_s: float | None = now_s
        self._keys_in_a_row = 0

    @property
    def decodes_all(self) -> bool:
        """Whether everything is decoded at present."""
        return self._all_since_s is not None

    def feed(self, packet: av.Packet[av.VideoStream], now_s: float) -> av.VideoFrame | None:
        """Take a coded picture and perhaps give a decoded one.

        Args:
            packet: Of the stream.
            now_s: The time.

        Returns:
            A picture, where one is due and came out whole.
        """
        if self._all_since_s is None:
            if packet.is_keyframe:
                return self._key_alone(packet, now_s)
            if now_s - self._keyed_s <= self._key_wait_s:
                return None
            self._all_since_s = now_s
            self._keys_in_a_row = 0
            self._context.flush_buffers()
        return self._in_flow(packet, now_s, self._all_since_s)

    def _key_alone(self, packet: av.Packet[av.VideoStream], now_s: float) -> av.VideoFrame | None:
        if not self._due(now_s):
            return None
        pictures = self._decoded(packet)
        if not pictures:
            # A stream with reordering keeps its first picture back until it is told the end.
            pictures = self._decoded(None)
        self._context.flush_buffers()
        for picture in pictures:
            if self._stands_alone(picture):
                self._keyed_s = self._given_s = now_s
                return picture
        return None

    def _in_flow(
        self, packet: av.Packet[av.VideoStream], now_s: float, since_s: float
    ) -> av.VideoFrame | None:
        if self._given_s is None or self._given_s < since_s:
            if now_s - since_s > _WHOLE_AFTER_S:
                self._context.flags |= Flags.output_corrupt
            settled = now_s - since_s > _SETTLED_AFTER_S
        else:
            settled = bool(self._context.flags & Flags.output_corrupt)
        pictures = self._decoded(packet)
        if any(picture.key_frame and self._stands_alone(picture) for picture in pictures):
            soon = now_s - self._keyed_s <= self._key_wait_s
            self._keys_in_a_row = self._keys_in_a_row + 1 if soon else 0
            self._keyed_s = now_s
            if self._keys_in_a_row >= _KEYS_UNTIL_TRUSTED:
                self._all_since_s = None
                self._context.flags &= ~Flags.output_corrupt
        for picture in pictures:
            if self._due(now_s) and (settled or not picture.is_corrupt):
                self._given_s = now_s
                return picture
        return None

    def _due(self, now_s: float) -> bool:
        # Key frames come a little before or after their second.
        return self._given_s is None or now_s - self._given_s >= 0.9 * self._min_interval_s

    def _decoded(self, packet: av.Packet[av.VideoStream] | None) -> list[av.VideoFrame]:
        try:
            return list(self._context.decode(packet))
        except av.FFmpegError:
            return []  # a damaged packet; the next ones tell whether it goes on

    @staticmethod
    def _stands_alone(picture: av.VideoFrame) -> bool:
        # With intra refresh the parser calls a picture a key frame at which decoding may begin;
        # it is whole only many pictures later.
        return picture.pict_type in _ALONE and not picture.is_corrupt
