"""Changes to recorded bytes: what lines, firmware and attackers do to them."""

from dataclasses import dataclass

from hypothesis import strategies as st

TOKENS = (
    *(b"$", b"$\x00", b"$\x01\xff\xff", b"$\x00\x00\x00", b"RTSP/1.0 200 OK\r\n", b"\r\n\r\n"),
    *(b"RTSP/", b"RTSP/1.0 401 \r\nWWW-Authenticate: Digest ", b"Content-Length: 65536\r\n"),
    *(b"Content-Length: 99999999999\r\n", b"Content-Length: -1\r\n", b"Session: ;timeout=9\r\n"),
    *(b"Transport: RTP/AVP;interleaved=255-256\r\n", b"a=control:", b"m=video 0 RTP/AVP 96\r\n"),
    *(b"a=fmtp:96 sprop-parameter-sets=", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00"),
    *(b"OPTIONS * RTSP/1.0\r\n\r\n", b"REDIRECT x RTSP/1.0\r\n\r\n", b"\x80\xe0", b"\x80\xc8"),
    *(b"Location: rtsp://[::1\r\n", b"ABCDEFGHIJKLMNOPQRSTU ", b"\n\n", b"\x7c\x85", b"\x78\x00"),
)


@dataclass(frozen=True)
class Edit:
    """One change; ``at`` and ``length`` are shares of the whole in thousandths."""

    kind: str
    at: int
    length: int
    payload: bytes

    def apply(self, data: bytes) -> bytes:
        start = len(data) * self.at // 1000
        size = min(len(data) - start, max(1, self.length))
        end = start + size
        piece = data[start:end]
        if self.kind == "cut":
            return data[:start] + data[end:]
        if self.kind == "insert":
            return data[:start] + self.payload + data[start:]
        if self.kind == "overwrite":
            return data[:start] + self.payload + data[start + len(self.payload) :]
        if self.kind == "repeat":
            return data[:end] + piece * 3 + data[end:]
        if self.kind == "move":
            rest = data[:start] + data[end:]
            place = len(rest) * (self.length % 1000) // 1000
            return rest[:place] + piece + rest[place:]
        if self.kind == "flip":
            mask = self.payload[:1] or b"\xff"
            return data[:start] + bytes(byte ^ mask[0] for byte in piece[:4]) + data[start + 4 :]
        return data[:start]  # truncate


EDITS = st.builds(
    Edit,
    st.sampled_from(("cut", "insert", "overwrite", "repeat", "move", "flip", "flip", "truncate")),
    st.integers(0, 999),
    st.integers(0, 1500),
    st.one_of(st.sampled_from(TOKENS), st.binary(max_size=60)),
)


def mutated(data: bytes, edits: list[Edit]) -> bytes:
    for edit in edits:
        data = edit.apply(data)
    return data


def cut_up(data: bytes, sizes: list[int]) -> list[bytes]:
    """Cut data into pieces of these sizes, over and over."""
    pieces, start, index = [], 0, 0
    while start < len(data):
        size = max(1, sizes[index % len(sizes)])
        pieces.append(data[start : start + size])
        start, index = start + size, index + 1
    return pieces


def some_edits(most: int) -> st.SearchStrategy[list[Edit]]:
    return st.lists(EDITS, max_size=most)


SIZES = st.lists(st.one_of(st.integers(1, 40), st.integers(1, 5000)), min_size=1, max_size=12)
