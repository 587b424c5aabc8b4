"""Which way to a camera is tried."""

import pytest

from ingest.camera_source import CameraSource
from ingest.errors import CameraUnreachable, NoKeyFrame, NoUsableVideo, RtspRefusal
from ingest.link_choice import CHILD_TRIES, RETURN_AFTER_S, LinkChoice
from ingest.source_kind import SourceKind
from sharp_eyes.bilingual import Bilingual

RTSP, CHILD = SourceKind.RTSP, SourceKind.CHILD
FOREIGN = NoKeyFrame("a", 10.0)
BROKEN = CameraUnreachable("a", Bilingual(zh="断", en="broken"))


def choice(url="rtsp://camera/", *, child=True, quarantined=False):
    return LinkChoice(CameraSource("a", url), child=child, quarantined=quarantined)


def fail(chosen, kind, *errors, now_s=0.0):
    for error in errors:
        chosen.failed(kind, error, now_s)
    return chosen.next(now_s)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("rtsp://a/", RTSP),
        ("RTSPS://a/", RTSP),
        ("whep://a/", SourceKind.WHEP),
        ("wheps://a/", SourceKind.WHEP),
        ("whip:", SourceKind.WHIP),
    ],
)
def test_the_address_says_what_is_tried_first(url, kind):
    assert choice(url).next(0.0) is kind


@pytest.mark.parametrize(
    "error", [FOREIGN, NoUsableVideo("a", "MJPEG"), RtspRefusal("a", "SETUP", 461, "no")]
)
def test_what_our_client_cannot_read_twice_goes_to_the_child_process(error):
    chosen = choice()
    assert fail(chosen, RTSP, error) is RTSP
    assert fail(chosen, RTSP, error) is CHILD


def test_a_line_that_breaks_stays_with_our_client():
    assert fail(choice(), RTSP, *[BROKEN] * 20, RtspRefusal("a", "PLAY", 503, "busy")) is RTSP


@pytest.mark.parametrize("between", ["a frame", "another error"])
def test_two_failures_count_only_in_a_row(between):
    chosen = choice()
    fail(chosen, RTSP, FOREIGN)
    if between == "a frame":
        chosen.succeeded(RTSP)
    else:
        fail(chosen, RTSP, BROKEN)
    assert fail(chosen, RTSP, FOREIGN) is RTSP


def test_our_client_is_tried_again_after_an_hour():
    chosen = choice()
    fail(chosen, RTSP, FOREIGN, FOREIGN)
    assert chosen.next(RETURN_AFTER_S - 1) is CHILD
    assert chosen.next(RETURN_AFTER_S) is RTSP


def test_our_client_is_tried_again_when_the_child_process_reads_nothing_either():
    chosen = choice()
    fail(chosen, RTSP, FOREIGN, FOREIGN)
    assert fail(chosen, CHILD, *[BROKEN] * (CHILD_TRIES - 1)) is CHILD
    chosen.succeeded(CHILD)
    assert fail(chosen, CHILD, *[BROKEN] * (CHILD_TRIES - 1)) is CHILD
    assert fail(chosen, CHILD, BROKEN) is RTSP


def test_a_camera_in_quarantine_is_never_read_by_our_own_process():
    chosen = choice(quarantined=True)
    assert chosen.next(0.0) is CHILD
    assert fail(chosen, CHILD, *[BROKEN] * 10, now_s=2 * RETURN_AFTER_S) is CHILD


def test_without_a_child_process_our_client_goes_on():
    assert fail(choice(child=False), RTSP, *[FOREIGN] * 5) is RTSP
