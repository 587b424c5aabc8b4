"""Access unit → RTP payloads: RFC 6184 (H.264) and RFC 7798 (H.265), non-interleaved."""

from __future__ import annotations

from collections.abc import Sequence

from simulators.rtsp_server.nal import Codec, is_delimiter, is_parameter_set, nal_type

H264_STAP_A = 24  # RFC 6184, 5.7.1
H264_FU_A = 28  # RFC 6184, 5.8
HEVC_AP = 48  # RFC 7798, 4.4.2
HEVC_FU = 49  # RFC 7798, 4.4.3


def payloads_of(nals: Sequence[bytes], codec: Codec, max_payload_bytes: int) -> list[bytes]:
    """Turn the NAL units of one access unit into RTP payloads.

    Neighbouring parameter sets travel in one aggregation packet, units over the limit are
    fragmented, everything else goes as a single NAL unit packet. Access unit delimiters are
    left out, the marker bit says the same.

    Args:
        nals: NAL units without start codes.
        codec: ``h264`` or ``hevc``.
        max_payload_bytes: Largest payload, without the 12-byte RTP header.

    Returns:
        Payloads in sending order.
    """
    payloads: list[bytes] = []
    sets: list[bytes] = []
    for nal in nals:
        kind = nal_type(nal, codec)
        if is_delimiter(kind, codec):
            continue
        if is_parameter_set(kind, codec):
            sets.append(nal)
            continue
        payloads += _aggregate(sets, codec, max_payload_bytes)
        sets = []
        payloads += _single_or_fragments(nal, codec, max_payload_bytes)
    return payloads + _aggregate(sets, codec, max_payload_bytes)


def _aggregate(sets: list[bytes], codec: Codec, limit: int) -> list[bytes]:
    header_bytes = 1 if codec == "h264" else 2
    if len(sets) < 2 or header_bytes + sum(2 + len(unit) for unit in sets) > limit:
        return [part for unit in sets for part in _single_or_fragments(unit, codec, limit)]
    if codec == "h264":
        importance = max(unit[0] & 0x60 for unit in sets)
        header = bytes((importance | H264_STAP_A,))
    else:
        header = bytes((HEVC_AP << 1, 1))
    return [header + b"".join(len(unit).to_bytes(2, "big") + unit for unit in sets)]


def _single_or_fragments(nal: bytes, codec: Codec, limit: int) -> list[bytes]:
    if len(nal) <= limit:
        return [nal]
    if codec == "h264":
        indicator = bytes(((nal[0] & 0xE0) | H264_FU_A,))
        kind = nal[0] & 0x1F
        body = nal[1:]
    else:
        indicator = bytes(((nal[0] & 0x81) | (HEVC_FU << 1), nal[1]))
        kind = (nal[0] >> 1) & 0x3F
        body = nal[2:]
    step = limit - len(indicator) - 1
    last = (len(body) - 1) // step * step
    return [
        indicator
        + bytes((kind | (0x80 if at == 0 else 0) | (0x40 if at == last else 0),))
        + body[at : at + step]
        for at in range(0, len(body), step)
    ]
