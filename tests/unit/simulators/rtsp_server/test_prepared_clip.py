"""What of a clip is repeated when it does not start again."""

from fractions import Fraction

import pytest

from simulators.rtsp_server.access_unit import AccessUnit
from simulators.rtsp_server.prepared_clip import PreparedClip

KEY = AccessUnit((b"\x65\x88",), True)
OTHER = AccessUnit((b"\x41\x9a",), False)


@pytest.mark.parametrize(
    ("groups", "frames_a_group", "starts"),
    [
        (40, 10, 160),  # 400 frames at 10 fps: the last 24 s
        (40, 7, 42),  # 280 frames: the first key frame of the last 240
        (30, 8, 232),  # 24 s in all: it would be the whole clip, so its last group
        (2, 3, 3),
        (1, 3, 0),
    ],
)
def test_the_tail_is_of_whole_groups_and_not_the_whole_clip(groups, frames_a_group, starts):
    units = [KEY, *[OTHER] * (frames_a_group - 1)] * groups
    assert PreparedClip.of(units, "h264", Fraction(10)).tail_start == starts
