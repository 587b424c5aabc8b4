"""Where a stream that lost its step may go on."""

from __future__ import annotations

from ingest.rtsp.interleaved_channels import InterleavedChannels

_DOLLAR = 0x24


def is_ours(
    buffer: bytearray, position: int, channels: InterleavedChannels, payload_type: int
) -> bool:
    """Tell a packet of ours by its first six bytes, which must be there.

    Args:
        buffer: Holds it.
        position: Of its ``$``.
        channels: Of the video.
        payload_type: Of the video, 7 bits.
    """
    channel, version = buffer[position + 1], buffer[position + 4] >> 6
    found = buffer[position + 5]
    if channel == channels.rtp:
        return version == 2 and found & 0x7F == payload_type
    return channel == channels.rtcp and version == 2 and 200 <= found <= 204


def may_be_packet(
    buffer: bytearray,
    position: int,
    count: int,
    channels: InterleavedChannels,
    payload_type: int,
    *,
    in_step: bool,
) -> bool:
    """Tell an interleaved packet from a ``$`` somewhere inside lost synchronisation.

    Args:
        buffer: Holds a ``$`` and its channel at ``position``.
        position: Of the ``$``.
        count: How many bytes are valid.
        channels: Of the video.
        payload_type: Of the video, 7 bits.
        in_step: Whether no garbage came lately. Media that we did not ask for is passed over by its
            length then; after garbage only our own channels are believed.
    """
    channel = buffer[position + 1]
    if channel != channels.rtp and channel != channels.rtcp:
        return in_step
    if in_step:
        return position + 5 > count or buffer[position + 4] >> 6 == 2
    return position + 6 > count or is_ours(buffer, position, channels, payload_type)


def next_step(
    buffer: bytearray,
    position: int,
    count: int,
    channels: InterleavedChannels,
    payload_type: int,
) -> int:
    """Return the next place behind ``position`` that may be a packet of ours or a message.

    Args:
        buffer: Holds garbage at ``position``.
        position: Where to begin.
        count: How many bytes are valid.
        channels: Of the video.
        payload_type: Of the video, 7 bits.

    Returns:
        The place; ``count`` if there is none.
    """
    needles = (
        bytes((_DOLLAR, channels.rtp)),
        bytes((_DOLLAR, channels.rtcp)),
        b"RTSP/1.",
        b"$",  # as the last byte: its channel has not come yet
    )
    found = count
    for index, needle in enumerate(needles):
        place = max(position + 1, count - 1) if index == 3 else position + 1
        while (place := buffer.find(needle, place, found)) >= 0:
            if index >= 2 or count - place < 6 or is_ours(buffer, place, channels, payload_type):
                found = place
                break
            place += 1
    return found
