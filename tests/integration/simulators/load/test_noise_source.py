"""The clip weighs what it says."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from simulators.load.load_source import clip_figures
from simulators.load.noise_source import ENCODING, NoiseSource
from simulators.rtsp_server.nal import Codec
from simulators.rtsp_server.prepared_clip import PreparedClip


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_key_frames_take_40_kb_and_the_stream_400_kbps(tmp_path: Path, codec: Codec) -> None:
    video = tmp_path / "clip.mp4"
    NoiseSource(codec).make(video, tmp_path / "none", ENCODING, lambda done, total: None)
    clip = PreparedClip.load(video)
    keys = [frame.payload_bytes for frame in clip.frames if frame.key]
    assert all(35_000 <= size <= 45_000 for size in keys)
    assert [n for n, frame in enumerate(clip.frames) if frame.key] == list(range(0, 300, 30))
    assert len(clip) == 300
    figures = clip_figures(clip)
    assert figures["codec"] == codec
    assert 370 <= float(str(figures["kbps"])) <= 430
    with av.open(str(video)) as container:
        frames = sum(1 for _ in container.decode(video=0))
        stream = container.streams.video[0]
        assert (frames, stream.width, stream.height) == (300, 640, 360)
