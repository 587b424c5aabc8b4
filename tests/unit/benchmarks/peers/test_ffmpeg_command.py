from __future__ import annotations

import pytest

from benchmarks.peers.ffmpeg_command import ffmpeg_command


@pytest.mark.parametrize("key_frames_only", [True, False])
def test_only_pictures_that_were_decoded_are_counted(key_frames_only: bool) -> None:
    command = ffmpeg_command("rtsp://h/a", 2.0, key_frames_only=key_frames_only)
    filters = command[command.index("-vf") + 1]
    assert "select=" in filters
    assert "fps=" not in filters
    assert command[command.index("-fps_mode") + 1] == "passthrough"


def test_skipping_stands_before_the_input_that_it_is_for() -> None:
    command = ffmpeg_command("rtsp://h/a", 2.0, key_frames_only=True)
    assert command.index("-skip_frame") < command.index("-i")
    assert "-skip_frame" not in ffmpeg_command("rtsp://h/a", 2.0, key_frames_only=False)
