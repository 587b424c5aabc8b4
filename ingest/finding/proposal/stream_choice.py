"""Which streams of a camera are proposed, and what should be changed at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.finding.found_stream import FoundStream
from sharp_eyes.finding.remark import Remark

WANTED_PX = (640, 360)
"""Longer and shorter side of what is analysed: below it small people are no longer found."""
LARGE_PX = 1280 * 720
"""A stream above this is a main stream: its key frames take 4 to 6 times the time to decode."""
LONG_KEY_INTERVAL_S = 4.0
"""Twice what is recommended; every look waits for a key frame."""
TOO_LONG_KEY_INTERVAL_S = 10.0
"""From here on the worker takes a camera for one that sends none."""
HIGH_BITRATE_KBPS = 2_000


@dataclass(frozen=True, slots=True)
class StreamChoice:
    """What is proposed of one camera.

    Attributes:
        sub: The small stream; none where nothing can be proposed.
        main: The large one; none where it is the same.
        remarks: What should be changed or looked at.
    """

    sub: FoundStream | None
    main: FoundStream | None
    remarks: tuple[Remark, ...]


def choose(streams: Sequence[FoundStream]) -> StreamChoice:
    """Choose a camera's streams.

    The sub-stream is the smallest H.264 stream of 640x360 or more, else the largest below it, else
    by the same rule one of H.265. The main stream is the largest of either.

    Args:
        streams: All that show the same picture; those without an address are passed over.
    """
    usable = [one for one in streams if one.address and one.codec in ("h264", "h265", "")]
    by_codec = {codec: [one for one in usable if one.codec == codec] for codec in ("h264", "h265")}
    pool = by_codec["h264"] or by_codec["h265"] or usable
    if not pool:
        return StreamChoice(None, None, (_nothing(streams),))
    sub = _smallest_wanted(pool)
    main = max(usable, key=lambda one: (one.pixels, one.bitrate_kbps or 0))
    other = main if main.address != sub.address and main.pixels > sub.pixels else None
    return StreamChoice(sub, other, tuple(_remarks(sub, other)))


def _smallest_wanted(pool: Sequence[FoundStream]) -> FoundStream:
    enough = [one for one in pool if _is_enough(one)]
    if enough:
        return min(enough, key=lambda one: (one.pixels, one.bitrate_kbps or 0))
    # Nothing known to be large enough: the nearest from below; unknown sizes come last.
    return max(pool, key=lambda one: (one.pixels, -(one.bitrate_kbps or 0)))


def _is_enough(stream: FoundStream) -> bool:
    # A camera that hangs on its side is as good as one that does not.
    sides = sorted((stream.width_px or 0, stream.height_px or 0), reverse=True)
    return sides[0] >= WANTED_PX[0] and sides[1] >= WANTED_PX[1]


def _remarks(sub: FoundStream, main: FoundStream | None) -> Iterable[Remark]:
    size = f"{sub.width_px}x{sub.height_px}"
    if sub.codec == "h265":
        yield _remark(
            "sub-h265",
            "子码流为 H.265：多数浏览器不能直接播放，解码耗时更多；请把子码流改为 H.264",
            "the sub-stream is H.265: most browsers cannot show it and it takes longer to decode; "
            "set it to H.264",
        )
    elif main is not None and main.codec == "h265":
        yield _remark(
            "main-h265",
            "主码流为 H.265：全屏观看时可能需要转码",
            "the main stream is H.265: full screen it may have to be transcoded",
        )
    if not sub.codec:
        yield _remark(
            "codec-unknown",
            "设备未说明编码，请用 cameras probe 查看",
            "the device does not name the codec; look with cameras probe",
        )
    if not sub.pixels:
        yield _remark("size-unknown", "设备未说明分辨率", "the device does not say the size")
    elif sub.pixels > LARGE_PX:
        yield _remark(
            "sub-large",
            f"没有合适的子码流，最小为 {size}；请启用 640x360 左右的子码流",
            f"there is no small stream, the smallest is {size}; switch one of about 640x360 on",
        )
    elif not _is_enough(sub):
        yield _remark(
            "sub-small",
            f"子码流只有 {size}，远处的人可能数不到；请设为 640x360 或以上",
            f"the sub-stream has only {size}, people far off may be missed; set it to 640x360 or "
            "more",
        )
    yield from key_interval_remarks(sub.key_interval_s)
    if (sub.bitrate_kbps or 0) > HIGH_BITRATE_KBPS and sub.pixels <= LARGE_PX:
        yield _remark(
            "bitrate-high",
            f"子码流码率上限 {sub.bitrate_kbps} kbps，偏高；640x360 用 400 至 800 即可",
            f"the sub-stream may take {sub.bitrate_kbps} kbps; 400 to 800 do for 640x360",
        )


def key_interval_remarks(interval_s: float | None) -> Iterable[Remark]:
    """Say what is wrong with a time between key frames; nothing where it is short or unknown.

    Args:
        interval_s: Seconds from key frame to key frame.
    """
    if interval_s is None or interval_s <= LONG_KEY_INTERVAL_S:
        return
    if interval_s > TOO_LONG_KEY_INTERVAL_S:
        yield _remark(
            "key-interval-too-long",
            f"关键帧间隔 {interval_s:.0f} 秒，会被当作无关键帧；请设为 2 秒左右（关闭智能编码）",
            f"{interval_s:.0f} s between key frames: taken for a camera that sends none; set it to "
            "about 2 s and switch smart coding off",
        )
    else:
        yield _remark(
            "key-interval-long",
            f"关键帧间隔 {interval_s:.1f} 秒，偏长，每次分析要等关键帧；请设为 2 秒左右",
            f"{interval_s:.1f} s between key frames is long, every look waits for one; set it to "
            "about 2 s",
        )


def _nothing(streams: Sequence[FoundStream]) -> Remark:
    offered = ", ".join(sorted({one.codec or "?" for one in streams})) or "-"
    return _remark(
        "no-usable-stream",
        f"没有可用的 H.264 或 H.265 码流地址（提供：{offered}）",
        f"no address of an H.264 or H.265 stream (offered: {offered})",
    )


def _remark(code: str, zh: str, en: str) -> Remark:
    return Remark.of(code, Bilingual(zh, en))
