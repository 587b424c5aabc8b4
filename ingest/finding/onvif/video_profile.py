"""A device's media profile: which picture source, coded how."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.finding.xml.xml_element import XmlElement

MAX_PROFILES = 256
"""A recorder with 64 channels has two or three for each."""
_CODECS = {"h264": "h264", "h265": "h265", "hevc": "h265", "jpeg": "jpeg", "mpeg4": "mpeg4"}


@dataclass(frozen=True, slots=True)
class VideoProfile:
    """What a profile says of its video.

    Attributes:
        token: The device's key for it.
        name: What the device calls it.
        source: Token of the picture source; profiles of one source show the same picture.
        codec: In lower case; empty where it does not say.
        width_px: Of the picture, or none.
        height_px: Of the picture, or none.
        fps: Most pictures a second, or none.
        bitrate_kbps: Most kilobits a second, or none.
        gov_length: Pictures from key frame to key frame, or none.
        media2: Whether the newer service told of it.
    """

    token: str
    name: str
    source: str
    codec: str
    width_px: int | None
    height_px: int | None
    fps: float | None
    bitrate_kbps: int | None
    gov_length: int | None
    media2: bool


def read_media1(answer: XmlElement) -> list[VideoProfile]:
    """Read an answer of the ver10 service; profiles without video are left out."""
    found = []
    for profile in answer.all("Profiles")[:MAX_PROFILES]:
        encoder = profile.find("VideoEncoderConfiguration")
        if encoder is None:
            continue
        codec = encoder.find("H264") or encoder.find("MPEG4")
        gov_length = codec.words("GovLength") if codec is not None else ""
        source = profile.words("VideoSourceConfiguration", "SourceToken")
        found.append(_profile(profile, encoder, source, gov_length, media2=False))
    return found


def read_media2(answer: XmlElement) -> list[VideoProfile]:
    """Read an answer of the ver20 service; profiles without video are left out."""
    found = []
    for profile in answer.all("Profiles")[:MAX_PROFILES]:
        encoder = profile.find("Configurations", "VideoEncoder")
        if encoder is None:
            continue
        source = profile.words("Configurations", "VideoSource", "SourceToken")
        gov_length = encoder.attributes.get("GovLength", "")
        found.append(_profile(profile, encoder, source, gov_length, media2=True))
    return found


def _profile(
    profile: XmlElement, encoder: XmlElement, source: str, gov_length: str, *, media2: bool
) -> VideoProfile:
    codec = encoder.words("Encoding").strip().lower()[:20]
    fps = _number(encoder.words("RateControl", "FrameRateLimit"), 1_000)
    skipped = _number(encoder.words("RateControl", "EncodingInterval"), 1_000)
    if fps and skipped and skipped > 1 and not media2:
        # Only every so manieth picture is coded (ONVIF Media, VideoRateControl).
        fps /= skipped
    return VideoProfile(
        token=profile.attributes.get("token", "")[:200],
        name=(profile.words("Name") or profile.attributes.get("token", ""))[:80],
        source=source[:80],
        codec=_CODECS.get(codec, codec),
        width_px=_whole(encoder.words("Resolution", "Width"), 16_384),
        height_px=_whole(encoder.words("Resolution", "Height"), 16_384),
        fps=fps,
        bitrate_kbps=_whole(encoder.words("RateControl", "BitrateLimit"), 1_000_000),
        gov_length=_whole(gov_length, 1_000_000),
        media2=media2,
    )


def _number(text: str, most: float) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number <= most else None


def _whole(text: str, most: int) -> int | None:
    number = _number(text, most)
    return None if number is None or number < 1 else int(number)
