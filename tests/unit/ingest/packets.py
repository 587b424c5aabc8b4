"""RTP packets out of access units, written independently of the code under test."""

from collections.abc import Iterable, Iterator
from itertools import count

from ingest.codec import Codec
from tests.unit.ingest.clips import Clip


def rtp(
    sequence: int, timestamp: int, payload: bytes, *, marker: bool = False, payload_type: int = 96
) -> bytes:
    head = bytes([0x80, payload_type | (0x80 if marker else 0)])
    head += (sequence & 0xFFFF).to_bytes(2, "big") + (timestamp & 0xFFFFFFFF).to_bytes(4, "big")
    return head + b"\x11\x22\x33\x44" + payload


def interleaved(packet: bytes, channel: int = 0) -> bytes:
    return b"$" + bytes([channel]) + len(packet).to_bytes(2, "big") + packet


def sender_report(ntp_seconds: float, rtp_timestamp: int) -> bytes:
    whole = int(ntp_seconds)
    fraction = int((ntp_seconds - whole) * 2**32)
    body = b"\x11\x22\x33\x44" + whole.to_bytes(4, "big") + fraction.to_bytes(4, "big")
    body += (rtp_timestamp & 0xFFFFFFFF).to_bytes(4, "big") + bytes(8)
    return bytes([0x80, 200]) + (6).to_bytes(2, "big") + body


def payloads(codec: Codec, nals: Iterable[bytes], size: int, *, aggregate: bool) -> list[bytes]:
    """Payloads of one access unit; with ``aggregate``, small neighbours travel together."""
    found: list[bytes] = []
    waiting: list[bytes] = []

    def flush() -> None:
        if len(waiting) == 1:
            found.append(waiting[0])
        elif waiting:
            body = b"".join(len(nal).to_bytes(2, "big") + nal for nal in waiting)
            head = b"\x78" if codec is Codec.H264 else b"\x60\x01"
            found.append(head + body)
        waiting.clear()

    for nal in nals:
        if aggregate and len(nal) + 2 + sum(len(n) + 2 for n in waiting) <= size - 2:
            waiting.append(nal)
            continue
        flush()
        if len(nal) <= size:
            found.append(nal)
        elif codec is Codec.H264:
            pieces = [nal[i : i + size - 2] for i in range(1, len(nal), size - 2)]
            for index, piece in enumerate(pieces):
                flags = (0x80 if index == 0 else 0) | (0x40 if index == len(pieces) - 1 else 0)
                found.append(bytes([nal[0] & 0xE0 | 28, flags | nal[0] & 31]) + piece)
        else:
            pieces = [nal[i : i + size - 3] for i in range(2, len(nal), size - 3)]
            for index, piece in enumerate(pieces):
                flags = (0x80 if index == 0 else 0) | (0x40 if index == len(pieces) - 1 else 0)
                head = bytes([nal[0] & 0x81 | 49 << 1, nal[1], flags | nal[0] >> 1 & 63])
                found.append(head + piece)
    flush()
    return found


def packets(
    clip: Clip,
    *,
    size: int = 600,
    aggregate: bool = False,
    markers: bool = True,
    first_sequence: int = 65_530,
    ticks: int = 6000,
    repeat: bool = False,
) -> Iterator[list[bytes]]:
    """RTP packets of each access unit; sequence numbers wrap early on purpose."""
    sequence = first_sequence
    for number in count():
        if number >= len(clip.units) and not repeat:
            return
        nals = clip.units[number % len(clip.units)]
        made = payloads(clip.codec, nals, size, aggregate=aggregate)
        unit = []
        for index, payload in enumerate(made):
            last = markers and index == len(made) - 1
            unit.append(rtp(sequence, 4_294_960_000 + number * ticks, payload, marker=last))
            sequence += 1
        yield unit
