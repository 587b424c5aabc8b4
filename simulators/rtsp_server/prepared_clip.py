"""A video file as packets ready to be sent."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart
from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.nal import (
    Codec,
    is_key,
    is_parameter_set,
    nal_type,
    split_annex_b,
    split_length_prefixed,
)
from simulators.rtsp_server.packetizer import payloads_of
from simulators.rtsp_server.prepared_frame import PAYLOAD_TYPE, PreparedFrame

MAX_PAYLOAD_BYTES = 1400
CLOCK_HZ = 90_000

TAIL_S = 24.0
"""What is repeated of a clip that does not start again: a second of it over and over would be a
frozen picture, and be told as such."""


@dataclass(frozen=True, slots=True)
class PreparedClip:
    """The frames of one clip, shared by every camera and session that shows it.

    Attributes:
        codec: ``h264`` or ``hevc``.
        fps: Frames per second, constant over the clip.
        frames: In display order, which equals decoding order (no B-frames).
        parameter_sets: VPS, SPS and PPS as found, for the SDP.
        tail_start: Key frame from which on the clip is repeated when it does not start again.
    """

    codec: Codec
    fps: Fraction
    frames: tuple[PreparedFrame, ...]
    parameter_sets: tuple[bytes, ...]
    tail_start: int

    @classmethod
    def of(
        cls,
        units: Sequence[AccessUnit],
        codec: Codec,
        fps: Fraction,
        max_payload_bytes: int = MAX_PAYLOAD_BYTES,
        *,
        in_band: bool = True,
    ) -> PreparedClip:
        """Packetise access units.

        Args:
            units: At least one, the first a key frame.
            codec: ``h264`` or ``hevc``.
            fps: Frames per second.
            max_payload_bytes: Largest RTP payload.
            in_band: Whether parameter sets are in the stream; otherwise only in the SDP.

        Raises:
            BadInput: There are no units, or the first is no key frame.
        """
        if not units or not units[0].key:
            raise BadInput(
                Bilingual(
                    "片段为空，或第一帧不是关键帧",
                    "a clip is empty or does not begin with a key frame",
                ),
                next_step=Bilingual("请重新编码该片段", "encode the clip again"),
            )
        sets: dict[bytes, None] = {}
        for unit in units:
            for nal in unit.nals:
                if is_parameter_set(nal_type(nal, codec), codec):
                    sets.setdefault(nal)
        frames = tuple(
            PreparedFrame.of(
                payloads_of(
                    unit.nals if in_band else _without_sets(unit.nals, codec),
                    codec,
                    max_payload_bytes,
                ),
                unit.key,
            )
            for unit in units
        )
        keys = [i for i, frame in enumerate(frames) if frame.key]
        tail = next((i for i in keys if 0 < len(frames) - i <= TAIL_S * fps), keys[-1])
        return cls(codec, fps, frames, tuple(sets), tail or keys[-1])

    @classmethod
    def load(
        cls, path: Path, max_payload_bytes: int = MAX_PAYLOAD_BYTES, *, in_band: bool = True
    ) -> PreparedClip:
        """Read an H.264 or H.265 file without B-frames.

        Args:
            path: MP4, Matroska, MPEG-TS or a raw stream.
            max_payload_bytes: Largest RTP payload.
            in_band: Whether parameter sets are in the stream; otherwise only in the SDP.

        Raises:
            MissingPart: There is no such file.
            BadInput: The file holds no H.264 or H.265 video, or it has B-frames.
        """
        units, codec, fps = read_access_units(path)
        return cls.of(units, codec, fps, max_payload_bytes, in_band=in_band)

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.frames)

    def timestamp_of(self, index: int) -> int:
        """Return the RTP time of a running frame index, 90 kHz, not yet modulo 2^32."""
        return index * CLOCK_HZ * self.fps.denominator // self.fps.numerator

    def sdp(
        self,
        host: str,
        name: str,
        *,
        control: str = "",
        sprop: bool = True,
        audio: Literal["before", "after"] | None = None,
    ) -> str:
        """Return the session description (RFC 4566) of a camera that shows this clip.

        Args:
            host: Address in the origin line.
            name: Session name; no line breaks.
            control: What stands before ``trackID=``: nothing, or the camera's address with a
                slash at its end.
            sprop: Whether the parameter sets are in it.
            audio: Where an audio track (``trackID=1``) stands, if there is one.
        """
        if self.codec == "h264":
            sets = [u for u in self.parameter_sets if nal_type(u, "h264") in (7, 8)]
            joined = ",".join(base64.b64encode(u).decode() for u in sets)
            sps = next((u for u in sets if nal_type(u, "h264") == 7), b"\x67\x42\xc0\x1e")
            encoding = "H264"
            fmtp = f"packetization-mode=1;profile-level-id={sps[1:4].hex().upper()}"
            if sprop:
                fmtp += f";sprop-parameter-sets={joined}"
        else:
            names = {32: "sprop-vps", 33: "sprop-sps", 34: "sprop-pps"}
            encoding = "H265"
            fmtp = ";".join(
                f"{names[nal_type(u, 'hevc')]}={base64.b64encode(u).decode()}"
                for u in (self.parameter_sets if sprop else ())
            )
        family = "IP6" if ":" in host else "IP4"
        lines = [
            "v=0",
            f"o=- 0 0 IN {family} {host}",
            f"s={name}",
            f"c=IN {family} {host}",
            "t=0 0",
            "a=control:*",
            "a=range:npt=now-",
        ]
        video = [
            f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
            f"a=rtpmap:{PAYLOAD_TYPE} {encoding}/{CLOCK_HZ}",
            *([f"a=fmtp:{PAYLOAD_TYPE} {fmtp}"] if fmtp else []),
            f"a=framerate:{float(self.fps):g}",
            f"a=control:{control}trackID=0",
        ]
        sound = ["m=audio 0 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", f"a=control:{control}trackID=1"]
        if audio == "before":
            lines += sound
        lines += video
        if audio == "after":
            lines += sound
        return "\r\n".join(lines) + "\r\n"


def read_access_units(path: Path) -> tuple[list[AccessUnit], Codec, Fraction]:
    """Take a file apart into access units; key frames get their parameter sets in front.

    Args:
        path: A file that libavformat can read.

    Returns:
        The units, their codec and the frame rate.

    Raises:
        MissingPart: There is no such file.
        BadInput: The file holds no H.264 or H.265 video, or it has B-frames.
    """
    if not path.is_file():
        raise MissingPart(
            Bilingual("找不到视频文件", "the video file is not there"),
            next_step=Bilingual("请检查路径", "check the path"),
            file=str(path),
        )
    units: list[AccessUnit] = []
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            name = stream.codec_context.name
            codec: Codec = "hevc" if name in ("hevc", "libx265") else "h264"
            if codec == "h264" and name not in ("h264", "libx264"):
                raise _unfit(path, f"codec {name}")
            fps = stream.average_rate or stream.guessed_rate or Fraction(25)
            extradata = stream.codec_context.extradata or b""
            prefix_bytes, sets = _configuration(extradata, codec)
            previous = None
            for packet in container.demux(stream):
                data = bytes(packet)
                if not data:
                    continue
                if packet.pts is not None and previous is not None and packet.pts < previous:
                    raise _unfit(path, "B-frames")
                previous = packet.pts if packet.pts is not None else previous
                nals = (
                    split_length_prefixed(data, prefix_bytes)
                    if prefix_bytes
                    else split_annex_b(data)
                )
                units.append(_unit(nals, sets, codec))
    except (av.error.FFmpegError, IndexError) as error:
        raise _unfit(path, str(error) or type(error).__name__) from error
    while units and not units[0].key:
        units.pop(0)
    return units, codec, Fraction(fps)


def _without_sets(nals: Sequence[bytes], codec: Codec) -> list[bytes]:
    return [nal for nal in nals if not is_parameter_set(nal_type(nal, codec), codec)]


def _unit(nals: Sequence[bytes], sets: Sequence[bytes], codec: Codec) -> AccessUnit:
    kinds = [nal_type(nal, codec) for nal in nals if nal]
    key = any(is_key(kind, codec) for kind in kinds)
    if key and not any(is_parameter_set(kind, codec) for kind in kinds):
        nals = [*sets, *nals]
    return AccessUnit(tuple(nal for nal in nals if nal), key)


def _configuration(extradata: bytes, codec: Codec) -> tuple[int, list[bytes]]:
    """Return the length field's size (0: Annex B) and the parameter sets of extradata."""
    if not extradata or extradata[0] != 1:
        sets = [
            unit
            for unit in split_annex_b(extradata)
            if is_parameter_set(nal_type(unit, codec), codec)
        ]
        return 0, sets
    sets = []
    if codec == "h264":  # ISO/IEC 14496-15, 5.3.3.1
        position = 5
        for mask in (0x1F, 0xFF):
            count = extradata[position] & mask
            position += 1
            for _ in range(count):
                size = int.from_bytes(extradata[position : position + 2], "big")
                sets.append(extradata[position + 2 : position + 2 + size])
                position += 2 + size
        return (extradata[4] & 3) + 1, sets
    position = 23  # ISO/IEC 14496-15, 8.3.3.1
    for _ in range(extradata[22]):
        count = int.from_bytes(extradata[position + 1 : position + 3], "big")
        position += 3
        for _ in range(count):
            size = int.from_bytes(extradata[position : position + 2], "big")
            unit = extradata[position + 2 : position + 2 + size]
            if is_parameter_set(nal_type(unit, codec), codec):
                sets.append(unit)
            position += 2 + size
    return (extradata[21] & 3) + 1, sets


def _unfit(path: Path, reason: str) -> BadInput:
    return BadInput(
        Bilingual(
            f"视频文件不能直接播出：{reason}", f"the file cannot be served as it is: {reason}"
        ),
        next_step=Bilingual(
            "用 --footage 让模拟器先转码", "let the simulator encode it first, by --footage"
        ),
        file=str(path),
    )
