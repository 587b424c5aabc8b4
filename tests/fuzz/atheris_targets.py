"""Coverage-guided fuzzing of each parser by atheris; ``make fuzz`` runs them all.

    python -m tests.fuzz.atheris_targets TARGET [SECONDS] [libFuzzer's own arguments …]

A finding ends the run with the exception and writes the input beside it (``crash-…``); given as the
last argument, such a file is run again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest.rtsp"]):
    from ingest.codec import Codec
    from ingest.errors import RtspProtocolError
    from ingest.rtsp.auth_challenge import AuthChallenge
    from ingest.rtsp.authenticator import Authenticator
    from ingest.rtsp.control_address import base_address, control_addresses
    from ingest.rtsp.credentials import Credentials
    from ingest.rtsp.interleaved_channels import InterleavedChannels
    from ingest.rtsp.rtp_packet import RtpPacket
    from ingest.rtsp.rtsp_message import MalformedMessage, take_message
    from ingest.rtsp.rtsp_url import RtspUrl
    from ingest.rtsp.sender_report import SenderReport
    from ingest.rtsp.session_description import SessionDescription
    from ingest.rtsp.session_header import SessionHeader
    from ingest.rtsp.sps_h264 import picture_size_h264
    from ingest.rtsp.sps_h265 import picture_size_h265
    from ingest.rtsp.stream_reader import MAX_HELD_BYTES
    from ingest.rtsp.video_track import VideoTrack, describe_offer

from sharp_eyes.errors import BadInput, SharpEyesError
from tests.fuzz.recorded import recording, source
from tests.fuzz.test_control_plane import handshake
from tests.unit.ingest.rtsp.recorder import reader_for

URL = RtspUrl.parse("rtsp://10.0.0.1/live")[0]


def stream(data: bytes) -> None:
    """Interleaved bytes in readings whose sizes the first bytes say."""
    if len(data) < 4:
        return
    codec = (Codec.H264, Codec.H265)[data[0] & 1]
    sizes = [1 + data[1] * 4, 1 + data[2], 1 + data[3] * 16]
    reader, _ = reader_for(source(codec), key_only=bool(data[0] & 2))
    held, start, index = b"", 4, 0
    while start < len(data):
        piece = data[start : start + sizes[index % 3]]
        start, index = start + len(piece), index + 1
        buffer = bytearray(held + piece)
        try:
            held = bytes(buffer[reader.feed(buffer, len(buffer)) :])
        except RtspProtocolError:
            return
        assert len(held) <= MAX_HELD_BYTES


def session(data: bytes) -> None:
    """Answers to a whole handshake, in one or two readings."""
    cut = len(data) * (data[0] if data else 0) // 256
    outcome, _, asked = handshake([piece for piece in (data[1:cut], data[cut:]) if piece])
    assert all(request.count(b"\r\n\r\n") == 1 for request in asked)
    if isinstance(outcome, SharpEyesError):
        assert outcome.next_step is not None


def message(data: bytes) -> None:
    """One RTSP message."""
    try:
        taken = take_message(data)
    except MalformedMessage:
        return
    assert taken is None or 0 < taken[1] <= len(data)


def description(data: bytes) -> None:
    """A session description, and what is picked out of it."""
    made = SessionDescription.parse(data)
    track = VideoTrack.pick(made)
    assert describe_offer(made).isprintable()
    if track is not None:
        addresses(track.control)


def addresses(control: str) -> None:
    base = base_address(URL, [control])
    try:
        found = control_addresses(URL, base, control)
    except BadInput:
        return
    assert found


def headers(data: bytes) -> None:
    """Challenges, sessions, transports, addresses out of one header's text."""
    text = data.decode("utf-8", "replace")
    AuthChallenge.parse_all([text])
    authenticator = Authenticator(Credentials("a", "b"), lambda: "c")
    authenticator.challenged([text], answered=False)
    value = authenticator.authorization("PLAY", text)
    assert value is None or "\n" not in value
    SessionHeader.parse(text)
    InterleavedChannels.parse(text)
    addresses(text)
    try:
        url = RtspUrl.parse(text)[0]
    except BadInput:
        return
    assert RtspUrl.parse(str(url))[0] == url


def packets(data: bytes) -> None:
    """RTP headers, sender reports, parameter sets."""
    packet = RtpPacket.parse(data, 0, len(data))
    assert packet is None or packet.start <= packet.end <= len(data)
    SenderReport.find(data)
    for size in (picture_size_h264(data), picture_size_h265(data)):
        assert size is None or (min(size) > 0 and max(size) <= 16_384)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "stream": stream,
    "session": session,
    "message": message,
    "description": description,
    "headers": headers,
    "packets": packets,
}


def seeds(target: str, folder: Path) -> None:
    """Write inputs to begin with: what simulated cameras send."""
    folder.mkdir(parents=True, exist_ok=True)
    for codec in (Codec.H264, Codec.H265):
        made, sets = recording(codec), source(codec).sets
        begin = bytes([codec is Codec.H265, 9, 40, 200])
        sdp = made.answers[made.answers.index(b"v=0") :]
        examples = {
            "stream": [begin + made.stream[:6000]],
            "session": [b"\x80" + made.answers],
            "message": made.answers.split(b"\r\n\r\n"),
            "description": [sdp],
            "headers": [
                b'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256, Basic realm=x',
                b"RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=0A",
                b"rtsp://u:p@[fe80::1]:554/live?a=b",
                b"12345678;timeout=60",
            ],
            "packets": [*sets, made.stream[4:60]],
        }[target]
        for number, example in enumerate(examples):
            (folder / f"{codec.value}-{number}").write_bytes(example)


def main() -> None:
    """Fuzz one target."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: {Path(sys.argv[0]).name} {'|'.join(TARGETS)} [SECONDS] [arguments]")
    target, rest = sys.argv[1], sys.argv[2:]
    arguments = [sys.argv[0]]
    if rest and rest[0].isdigit():
        arguments.append(f"-max_total_time={rest.pop(0)}")
    corpus = Path(".hypothesis", "atheris", target)
    seeds(target, corpus)
    if not any(Path(argument).is_file() for argument in rest):
        arguments.append(str(corpus))
    arguments += ["-max_len=8192", "-rss_limit_mb=1024", "-timeout=10", *rest]
    atheris.Setup(arguments, TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
