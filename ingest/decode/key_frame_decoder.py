"""One decoder for the key frames of many cameras."""

from __future__ import annotations

import av
from av.codec.context import Flags

from ingest.codec import Codec
from ingest.errors import DecodeFailed
from ingest.key_frame import KeyFrame

MAX_PIXELS = 8192 * 4320
"""8K. A hostile parameter set may claim 16384x16384, for which the decoder would take 400 MB."""
WITHOUT_DEBLOCKING = {"skip_loop_filter": "all"}
"""AVDISCARD_ALL of FFmpeg's libavcodec/defs.h: the filter that smooths the edges of blocks is left
out. It takes 7 % of a key frame's time in H.264, 3 % in H.265, and changes luma by 0.2 to 1.4 of
255 on average (47 to 7 kB at 640x360); since nothing is predicted from a picture here, the
difference does not add up."""
_NAMES = {Codec.H264: "h264", Codec.H265: "hevc", Codec.VP8: "vp8"}


class KeyFrameDecoder:
    """Decodes single key frames; not thread-safe.

    Args:
        codec: Of all frames given to it.
    """

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._context = self._new_context()

    def decode(self, key_frame: KeyFrame) -> av.VideoFrame:
        """Decode one key frame.

        Args:
            key_frame: In this decoder's codec.

        Returns:
            The picture.

        Raises:
            DecodeFailed: it is damaged or makes no picture.
        """
        try:
            pictures = self._context.decode(av.Packet(key_frame.data))
            if not pictures:
                # A stream with reordering keeps its first picture back until it is told the end.
                pictures = self._context.decode(None)
        except (av.FFmpegError, ValueError, MemoryError) as error:
            self._context = self._new_context()
            raise DecodeFailed(key_frame.camera_id, str(error)[:200]) from error
        # The next frame is another camera's: nothing of this one may be left.
        self._context.flush_buffers()
        if len(pictures) != 1:
            raise DecodeFailed(key_frame.camera_id, f"it makes {len(pictures)} pictures")
        picture = pictures[0]
        if picture.is_corrupt:
            raise DecodeFailed(key_frame.camera_id, "the decoder found errors in it")
        return picture

    def _new_context(self) -> av.VideoCodecContext:
        context = av.CodecContext.create(_NAMES[self._codec], "r")
        if not isinstance(context, av.VideoCodecContext):
            raise TypeError(f"{self._codec} is not a video codec")
        # Frames are spread over threads by the pool; a thread inside would only add delay.
        context.thread_count = 1
        context.flags |= Flags.low_delay
        context.options = {"max_pixels": str(MAX_PIXELS), **WITHOUT_DEBLOCKING}
        if self._codec is Codec.H265:
            # Unlike the one for H.264, this decoder does not mark a picture that it patched up.
            # Even so a slice that was cut passes one time in a hundred.
            context.options |= {"err_detect": "explode"}
        return context
