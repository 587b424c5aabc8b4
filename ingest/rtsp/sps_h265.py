"""Picture size out of an H.265 sequence parameter set (H.265 §7.3.2.2.1)."""

from __future__ import annotations

from ingest.rtsp.bit_reader import BitReader

MAX_SIDE = 16_384


def picture_size_h265(sps: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels after cropping, or None if the SPS cannot be read.

    Args:
        sps: NAL unit without start code.
    """
    try:
        return _read(BitReader(sps[2:]))
    except EOFError:
        return None


def _read(reader: BitReader) -> tuple[int, int] | None:
    reader.bits(4)
    sub_layers = reader.bits(3)
    reader.bits(1)
    _skip_profile_tier_level(reader, sub_layers)
    reader.unsigned()
    chroma = reader.unsigned()
    if chroma == 3:
        reader.bits(1)
    width = reader.unsigned()
    height = reader.unsigned()
    if reader.flag():
        left, right, top, bottom = (reader.unsigned() for _ in range(4))
        width -= (2 if chroma in (1, 2) else 1) * (left + right)
        height -= (2 if chroma == 1 else 1) * (top + bottom)
    return (width, height) if 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE else None


def _skip_profile_tier_level(reader: BitReader, sub_layers: int) -> None:
    """H.265 §7.3.3."""
    reader.bits(96)
    present = [(reader.flag(), reader.flag()) for _ in range(sub_layers)]
    if sub_layers > 0:
        reader.bits(2 * (8 - sub_layers))
    for profile, level in present:
        reader.bits(88 * profile + 8 * level)
