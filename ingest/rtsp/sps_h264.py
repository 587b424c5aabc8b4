"""Picture size out of an H.264 sequence parameter set (H.264 §7.3.2.1.1)."""

from __future__ import annotations

from ingest.rtsp.bit_reader import BitReader

MAX_SIDE = 16_384
_WITH_CHROMA_INFO = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


def picture_size_h264(sps: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels after cropping, or None if the SPS cannot be read.

    Args:
        sps: NAL unit without start code.
    """
    try:
        return _read(BitReader(sps[1:]))
    except EOFError:
        return None


def _read(reader: BitReader) -> tuple[int, int] | None:
    profile = reader.bits(8)
    reader.bits(16)
    reader.unsigned()
    chroma = 1
    if profile in _WITH_CHROMA_INFO:
        chroma = reader.unsigned()
        if chroma == 3:
            reader.bits(1)
        reader.unsigned()
        reader.unsigned()
        reader.bits(1)
        if reader.flag():
            for index in range(12 if chroma == 3 else 8):
                if reader.flag():
                    _skip_scaling_list(reader, 16 if index < 6 else 64)
    reader.unsigned()
    order_type = reader.unsigned()
    if order_type == 0:
        reader.unsigned()
    elif order_type == 1:
        reader.bits(1)
        reader.signed()
        reader.signed()
        for _ in range(min(reader.unsigned(), 255)):
            reader.signed()
    reader.unsigned()
    reader.bits(1)
    width = 16 * (reader.unsigned() + 1)
    map_units = reader.unsigned() + 1
    frames_only = reader.bits(1)
    height = 16 * map_units * (2 - frames_only)
    if not frames_only:
        reader.bits(1)
    reader.bits(1)
    if reader.flag():
        left, right, top, bottom = (reader.unsigned() for _ in range(4))
        step_x = 2 if chroma in (1, 2) else 1
        step_y = (2 if chroma == 1 else 1) * (2 - frames_only)
        width -= step_x * (left + right)
        height -= step_y * (top + bottom)
    return (width, height) if 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE else None


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    """H.264 §7.3.2.1.1.1."""
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + reader.signed()) % 256
        last = following or last
