"""Each error of a stream is one outcome, with advice of its own."""

import errno

import pytest

from ingest.errors import (
    BadStreamAddress,
    CameraUnreachable,
    CertificateRefused,
    CredentialsRefused,
    DecodeFailed,
    NoKeyFrame,
    NoSignal,
    NoUsableVideo,
    RtspProtocolError,
    RtspRefusal,
    SpeaksHttp,
    TooSlow,
)
from ingest.finding.errors import AddressRefused, NameNotFound
from ingest.finding.probe.probe_advice import ADVICE
from ingest.finding.probe.probe_failure import outcome_of
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged, SharpEyesError
from sharp_eyes.finding.probe_outcome import ProbeOutcome

WHY = Bilingual("因为", "because")


def caused(error: SharpEyesError, cause: BaseException) -> SharpEyesError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (SpeaksHttp("x"), ProbeOutcome.NOT_RTSP),
        (BadStreamAddress("x", WHY), ProbeOutcome.BAD_ADDRESS),
        (AddressRefused("x", WHY), ProbeOutcome.ADDRESS_REFUSED),
        (NameNotFound("x", WHY), ProbeOutcome.NAME_NOT_FOUND),
        (
            caused(CameraUnreachable("x", WHY), ConnectionRefusedError()),
            ProbeOutcome.CONNECTION_REFUSED,
        ),
        (
            caused(CameraUnreachable("x", WHY), OSError(errno.EHOSTUNREACH, "no route")),
            ProbeOutcome.UNREACHABLE,
        ),
        (
            caused(CameraUnreachable("x", WHY), OSError(errno.ETIMEDOUT, "timed out")),
            ProbeOutcome.TIMEOUT,
        ),
        (CameraUnreachable("x", WHY), ProbeOutcome.UNREACHABLE),
        (TooSlow("x", WHY, 5), ProbeOutcome.TIMEOUT),
        (CertificateRefused("x", "self-signed"), ProbeOutcome.CERTIFICATE),
        (RtspRefusal("x", "DESCRIBE", 404, ""), ProbeOutcome.PATH_NOT_FOUND),
        (RtspRefusal("x", "SETUP", 453, ""), ProbeOutcome.BUSY),
        (RtspRefusal("x", "SETUP", 461, ""), ProbeOutcome.UDP_ONLY),
        (RtspRefusal("x", "PLAY", 500, ""), ProbeOutcome.RTSP_ERROR),
        (RtspProtocolError("x", WHY), ProbeOutcome.NOT_RTSP),
        (NoUsableVideo("x", "audio"), ProbeOutcome.NO_VIDEO),
        (NoSignal("x", 5), ProbeOutcome.NO_SIGNAL),
        (NoKeyFrame("x", 15), ProbeOutcome.NO_KEY_FRAME),
        (DecodeFailed("x", "cut"), ProbeOutcome.UNDECODABLE),
        (Damaged(WHY), ProbeOutcome.FAILED),
    ],
)
def test_an_error_is_told_by_its_kind(error: SharpEyesError, outcome: ProbeOutcome) -> None:
    assert outcome_of(error, credentials_given=False) is outcome


def test_a_missing_password_is_told_from_a_wrong_one() -> None:
    error = CredentialsRefused("x", WHY)
    assert outcome_of(error, credentials_given=False) is ProbeOutcome.PASSWORD_NEEDED
    assert outcome_of(error, credentials_given=True) is ProbeOutcome.PASSWORD_WRONG


def test_every_outcome_that_people_can_do_something_about_says_what() -> None:
    own = {ProbeOutcome.OK, ProbeOutcome.RTSP_ERROR, ProbeOutcome.FAILED}
    assert set(ADVICE) == set(ProbeOutcome) - own


def test_a_web_page_instead_of_streams_is_answered_by_the_usual_port() -> None:
    step = SpeaksHttp("x").next_step
    assert step is not None
    for text in (step.zh, step.en):
        assert "554" in text
        assert "firmware" not in text
