"""NAL units of H.264 and H.265: splitting byte streams, reading types."""

from __future__ import annotations

import re
from typing import Literal

Codec = Literal["h264", "hevc"]

_START_CODE = re.compile(rb"\x00\x00\x01")

H264_IDR = 5
H264_SPS = 7
H264_PPS = 8
H264_ACCESS_UNIT_DELIMITER = 9
HEVC_KEY_TYPES = range(16, 22)  # H.265 table 7-1: BLA, IDR, CRA
HEVC_VPS = 32
HEVC_SPS = 33
HEVC_PPS = 34
HEVC_ACCESS_UNIT_DELIMITER = 35


def split_annex_b(data: bytes) -> list[bytes]:
    """Split an Annex B byte stream into NAL units.

    Args:
        data: Bytes with 3- or 4-byte start codes.

    Returns:
        NAL units without start codes and without trailing zero bytes; empty ones left out.
    """
    starts = [match.end() for match in _START_CODE.finditer(data)]
    units = []
    for index, start in enumerate(starts):
        end = starts[index + 1] - 3 if index + 1 < len(starts) else len(data)
        unit = data[start:end].rstrip(b"\x00")
        if unit:
            units.append(unit)
    return units


def split_length_prefixed(data: bytes, prefix_bytes: int = 4) -> list[bytes]:
    """Split an MP4 sample (ISO/IEC 14496-15) into NAL units.

    Args:
        data: Units, each after its length, big-endian.
        prefix_bytes: Size of the length field, 1 to 4.

    Returns:
        NAL units; a length that runs past the end ends the list.
    """
    units = []
    position = 0
    while position + prefix_bytes <= len(data):
        size = int.from_bytes(data[position : position + prefix_bytes], "big")
        position += prefix_bytes
        if size == 0 or position + size > len(data):
            break
        units.append(data[position : position + size])
        position += size
    return units


def nal_type(unit: bytes, codec: Codec) -> int:
    """Return the NAL unit type (H.264 table 7-1, H.265 table 7-1) of a unit's header."""
    return unit[0] & 0x1F if codec == "h264" else (unit[0] >> 1) & 0x3F


def is_parameter_set(kind: int, codec: Codec) -> bool:
    """Say whether a NAL type is a VPS, SPS or PPS."""
    if codec == "h264":
        return kind in (H264_SPS, H264_PPS)
    return kind in (HEVC_VPS, HEVC_SPS, HEVC_PPS)


def is_key(kind: int, codec: Codec) -> bool:
    """Say whether a NAL type belongs to a picture that decoding can start at."""
    return kind == H264_IDR if codec == "h264" else kind in HEVC_KEY_TYPES


def is_delimiter(kind: int, codec: Codec) -> bool:
    """Say whether a NAL type is an access unit delimiter, which RTP does not need."""
    return kind == (H264_ACCESS_UNIT_DELIMITER if codec == "h264" else HEVC_ACCESS_UNIT_DELIMITER)
