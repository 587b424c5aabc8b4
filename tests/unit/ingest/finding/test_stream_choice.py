"""Which stream is proposed as the sub-stream, and what is said of it."""

import pytest

from ingest.finding.proposal.stream_choice import choose
from sharp_eyes.finding.found_stream import FoundStream


def stream(text: str, **more: object) -> FoundStream:
    """``h264 640x360`` → a stream; its address says the same."""
    codec, _, size = text.partition(" ")
    width, _, height = size.partition("x")
    facts = {
        "profile": text,
        "codec": codec,
        "width_px": int(width) if width else None,
        "height_px": int(height) if height else None,
        "fps": 15.0,
        "gov_length": 30,
        "bitrate_kbps": 512,
        "address": f"rtsp://10.0.0.1/{codec}-{size}",
    }
    return FoundStream.model_validate(facts | more)


@pytest.mark.parametrize(
    ("offered", "sub", "main"),
    [
        (["h264 2560x1440", "h264 640x360"], "h264 640x360", "h264 2560x1440"),
        (["h264 1920x1080", "h264 704x576", "h264 1280x720"], "h264 704x576", "h264 1920x1080"),
        (["h264 640x360", "h264 352x288"], "h264 640x360", None),
        (["h264 1920x1080", "h264 352x288"], "h264 1920x1080", None),
        (["h264 352x288", "h264 176x144"], "h264 352x288", None),
        (["h265 1920x1080", "h265 640x360"], "h265 640x360", "h265 1920x1080"),
        (["h265 2560x1440", "h264 1280x720"], "h264 1280x720", "h265 2560x1440"),
        (["h265 640x360", "h264 1920x1080"], "h264 1920x1080", None),
        (["h264 360x640", "h264 1080x1920"], "h264 360x640", "h264 1080x1920"),
        (["jpeg 640x480", "h264 1920x1080"], "h264 1920x1080", None),
        (["h264 ", "h264 320x240"], "h264 320x240", None),
    ],
)
def test_the_smallest_h264_that_is_large_enough_is_proposed(
    offered: list[str], sub: str, main: str | None
) -> None:
    choice = choose([stream(one) for one in offered])
    assert choice.sub is not None
    assert choice.sub.profile == sub
    assert (choice.main.profile if choice.main else None) == main


@pytest.mark.parametrize(
    ("offered", "codes"),
    [
        ([stream("h264 1920x1080"), stream("h264 640x360")], []),
        ([stream("h265 1920x1080"), stream("h265 640x360")], ["sub-h265"]),
        ([stream("h265 1920x1080"), stream("h264 640x360")], ["main-h265"]),
        ([stream("h264 1920x1080")], ["sub-large"]),
        ([stream("h264 352x288")], ["sub-small"]),
        ([stream("h264 640x360", gov_length=75)], ["key-interval-long"]),
        ([stream("h264 640x360", gov_length=250)], ["key-interval-too-long"]),
        ([stream("h264 640x360", gov_length=60)], []),
        ([stream("h264 640x360", gov_length=None)], []),
        ([stream("h264 640x360", bitrate_kbps=6000)], ["bitrate-high"]),
        ([stream(" 640x360")], ["codec-unknown"]),
        ([stream("jpeg 640x360")], ["no-usable-stream"]),
        ([stream("h264 640x360", address=None)], ["no-usable-stream"]),
        ([], ["no-usable-stream"]),
    ],
)
def test_what_should_be_changed_is_said(offered: list[FoundStream], codes: list[str]) -> None:
    choice = choose(offered)
    assert [remark.code for remark in choice.remarks] == codes
    assert all(remark.zh and remark.en for remark in choice.remarks)


def test_two_profiles_of_one_address_are_no_main_stream() -> None:
    one = stream("h264 640x360")
    other = stream("h264 1920x1080", address=one.address)
    assert choose([one, other]).main is None
