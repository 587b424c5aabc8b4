"""The command line of one ffmpeg that reads one camera."""

from __future__ import annotations

from benchmarks.peers.picture import HEIGHT_PX, WIDTH_PX

_KEY_FRAME_SHARE = 0.75
"""Key frames may be closer than asked for; the one after the right one would be late."""


def ffmpeg_command(address: str, every_s: float, *, key_frames_only: bool) -> list[str]:
    """Return the command that writes one raw gray picture per interval to standard output.

    The ``fps`` filter would repeat the last picture where none comes, so that a frozen camera would
    look alive: ``select`` lets only pictures through that were really decoded.

    Args:
        address: Of the camera.
        every_s: Interval of the samples.
        key_frames_only: Decode nothing but key frames.
    """
    # In its favour: little probing, one thread, gray pictures (a third of the bytes to pass on).
    return [
        "ffmpeg",
        "-nostdin",
        *("-v", "fatal"),
        *("-rtsp_transport", "tcp"),
        *("-probesize", "32"),
        *("-analyzeduration", "0"),
        *("-fpsprobesize", "0"),
        *("-threads", "1"),
        *("-flags", "low_delay"),
        *(("-skip_frame", "nokey") if key_frames_only else ()),
        *("-i", address),
        "-an",
        *("-filter_threads", "1"),
        *("-vf", _filters(every_s, key_frames_only)),
        *("-fps_mode", "passthrough"),
        *("-pix_fmt", "gray"),
        *("-f", "rawvideo"),
        *("-flush_packets", "1"),  # else the end of a picture waits for the next one
        "pipe:1",
    ]


def _filters(every_s: float, key_frames_only: bool) -> str:
    if key_frames_only:
        due = f"gte(t-prev_selected_t,{every_s * _KEY_FRAME_SHARE:g})"
    else:  # the first picture of each interval
        due = f"gt(floor(t/{every_s:g}),floor(prev_selected_t/{every_s:g}))"
    select = f"select='isnan(prev_selected_t)+{due}'"
    return f"{select},scale={WIDTH_PX}:{HEIGHT_PX}:flags=fast_bilinear"
