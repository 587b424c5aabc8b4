"""Offers and answers (SDP) from outside, checked and made fit before a WebRTC library sees them."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from ingest.webrtc.errors import BadDescription, NoCommonVideo
from sharp_eyes.bilingual import Bilingual

MAX_BYTES = 64 * 1024
"""Browsers' offers of video and audio take 4 to 8 kB."""
MAX_LINES = 2_000
MAX_LINE = 2_048
MAX_MEDIA = 8
MAX_CANDIDATES = 32
_CANDIDATE = re.compile(
    r"a=candidate:[A-Za-z0-9+/]{1,32} 1 udp [0-9]{1,10} (\S{2,64}) ([0-9]{1,5})"
    r" typ (?:host|srflx|relay)(?: raddr \S{1,64} rport [0-9]{1,5})?",
    re.IGNORECASE | re.ASCII,
)
_H264_MAP = re.compile(r"a=rtpmap:([0-9]{1,3}) H264/90000", re.IGNORECASE | re.ASCII)
_READABLE = re.compile(r"a=rtpmap:[0-9]{1,3} (?:H264|VP8)/90000", re.IGNORECASE | re.ASCII)
_FMTP = re.compile(r"a=fmtp:([0-9]{1,3}) ", re.ASCII)
_FINGERPRINT = re.compile(
    r"a=fingerprint:sha-(?:256|384|512) [0-9A-Fa-f:]{95,191}", re.IGNORECASE | re.ASCII
)
_DIRECTIONS = ("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive")
_ANY_H264 = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """A description that may be given to aiortc, and what was changed in it.

    Changed are the candidates (only UDP with a plain IP address stay: a name ending in ``.local``
    would be asked for by multicast, and the browser behind it reaches us anyway) and the H.264
    profiles: aiortc knows two of them by name, our decoder reads all.

    Attributes:
        text: For aiortc.
        kinds: ``audio`` or ``video`` of each media section, in order.
        video: Number of the section whose video is taken.
        h264: Parameters of each H.264 payload type as they were; None where it had none.
    """

    text: str
    kinds: tuple[str, ...]
    video: int
    h264: dict[str, str | None]

    @classmethod
    def parse(cls, body: bytes) -> SessionDescription:
        """Check a description.

        Args:
            body: As received.

        Raises:
            BadDescription: it is none, or too large, or lacks what encryption needs.
            NoCommonVideo: it has no video that is sent, or in another codec.
        """
        if len(body) > MAX_BYTES:
            raise _bad(f"超过 {MAX_BYTES} 字节", f"longer than {MAX_BYTES} bytes")
        try:
            lines = body.decode("utf-8").replace("\r\n", "\n").rstrip("\n").split("\n")
        except UnicodeDecodeError as error:
            raise _bad("不是 UTF-8 文本", "it is no UTF-8 text") from error
        if lines[0] != "v=0":
            raise _bad("应以 v=0 开头", "it does not begin with v=0")
        if len(lines) > MAX_LINES or any(len(line) > MAX_LINE for line in lines):
            raise _bad("行数过多或行过长", "too many lines, or one too long")
        if any(len(line) < 2 or line[1] != "=" or not line.isprintable() for line in lines):
            raise _bad("含有无法识别的行", "a line in it is none of SDP")
        if not any(_FINGERPRINT.fullmatch(line) for line in lines):
            raise _bad("缺少证书指纹", "it has no certificate fingerprint")
        starts = [index for index, line in enumerate(lines) if line.startswith("m=")]
        if not 1 <= len(starts) <= MAX_MEDIA:
            raise _bad("媒体段数量不对", f"it has {len(starts)} media sections")
        session, sections = lines[: starts[0]], []
        for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            sections.append(lines[begin:end])
        kinds = tuple(section[0][2:].split(" ")[0] for section in sections)
        if other := sorted(set(kinds) - {"audio", "video"}):
            raise NoCommonVideo(
                Bilingual(f"不支持 {other[0][:20]} 媒体", f"{other[0][:20]} is not taken")
            )
        video = _sending_video(kinds, session, sections)
        if not any(_READABLE.fullmatch(line) for line in sections[video]):
            raise NoCommonVideo(
                Bilingual("编码既不是 H.264 也不是 VP8", "it is neither H.264 nor VP8")
            )
        h264: dict[str, str | None] = {}
        changed = [*(line for line in session if not line.startswith("a=candidate:"))]
        left = MAX_CANDIDATES
        for section in sections:
            kept, left = _fit(section, h264, left)
            changed += kept
        return cls("\r\n".join(changed) + "\r\n", kinds, video, h264)

    def restore(self, answer: str, max_bitrate_kbps: int) -> str:
        """Make our answer fit what was offered.

        Args:
            answer: As aiortc made it.
            max_bitrate_kbps: Said to the sender (RFC 8866 §5.8), which browsers obey.

        Returns:
            The same with the H.264 parameters that were offered.
        """
        lines = []
        for line in answer.splitlines():
            found = _FMTP.match(line)
            if found and found[1] in self.h264:
                original = self.h264[found[1]]
                if original is not None:
                    lines.append(f"a=fmtp:{found[1]} {original}")
                continue
            lines.append(line)
            if line.startswith("c=") and any(one.startswith("m=video") for one in lines[-2:]):
                lines.append(f"b=AS:{max_bitrate_kbps}")
        return "\r\n".join(lines) + "\r\n"


def _bad(zh: str, en: str) -> BadDescription:
    return BadDescription(Bilingual(zh, en))


def _sending_video(kinds: tuple[str, ...], session: list[str], sections: list[list[str]]) -> int:
    """Return the number of the first section with video that comes to us."""
    default = next((line for line in session if line in _DIRECTIONS), "a=sendrecv")
    for number, section in enumerate(sections):
        direction = next((line for line in section if line in _DIRECTIONS), default)
        refused = section[0].split(" ")[1:2] == ["0"] and "a=bundle-only" not in section
        if kinds[number] == "video" and not refused and direction in _DIRECTIONS[:2]:
            return number
    raise NoCommonVideo(Bilingual("没有发送中的视频", "no video is sent"))


def _fit(section: list[str], h264: dict[str, str | None], left: int) -> tuple[list[str], int]:
    """Rewrite one media section; ``left`` is how many candidates may still stay."""
    kept: list[str] = []
    mine = {found[1] for line in section if (found := _H264_MAP.fullmatch(line))}
    told = {found[1] for line in section if (found := _FMTP.match(line))}
    for line in section:
        if line.startswith("a=candidate:"):
            if left and _usable(line):
                kept.append(line)
                left -= 1
            continue
        if line == "a=end-of-candidates":
            # What was left out may still reach us from its side.
            continue
        if (found := _FMTP.match(line)) and found[1] in mine:
            h264[found[1]] = line.split(" ", 1)[1]
            line = f"a=fmtp:{found[1]} {_ANY_H264}"  # noqa: PLW2901
        kept.append(line)
        if (found := _H264_MAP.fullmatch(line)) and found[1] not in told:
            h264[found[1]] = None
            kept.append(f"a=fmtp:{found[1]} {_ANY_H264}")
    return kept, left


def _usable(line: str) -> bool:
    """Whether a candidate is UDP at an address that a packet may be sent to."""
    found = _CANDIDATE.match(line)
    if found is None or not 0 < int(found[2]) <= 65_535:
        return False
    try:
        address = ipaddress.ip_address(found[1])
    except ValueError:
        return False
    return not (address.is_multicast or address.is_unspecified or str(address).endswith(".255.255"))
