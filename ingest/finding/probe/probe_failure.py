"""Which outcome an error means."""

from __future__ import annotations

import errno

from ingest.errors import (
    UNSUPPORTED_TRANSPORT,
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
    TooSlow,
)
from ingest.finding.errors import AddressRefused, NameNotFound
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.finding.probe_outcome import ProbeOutcome

_BY_KIND: tuple[tuple[type[SharpEyesError], ProbeOutcome], ...] = (
    (BadStreamAddress, ProbeOutcome.BAD_ADDRESS),
    (AddressRefused, ProbeOutcome.ADDRESS_REFUSED),
    (NameNotFound, ProbeOutcome.NAME_NOT_FOUND),
    (CertificateRefused, ProbeOutcome.CERTIFICATE),
    (RtspProtocolError, ProbeOutcome.NOT_RTSP),
    (NoUsableVideo, ProbeOutcome.NO_VIDEO),
    (NoSignal, ProbeOutcome.NO_SIGNAL),
    (NoKeyFrame, ProbeOutcome.NO_KEY_FRAME),
    (DecodeFailed, ProbeOutcome.UNDECODABLE),
    (TooSlow, ProbeOutcome.TIMEOUT),
)
_BY_STATUS = {
    404: ProbeOutcome.PATH_NOT_FOUND,
    453: ProbeOutcome.BUSY,
    503: ProbeOutcome.BUSY,
    UNSUPPORTED_TRANSPORT: ProbeOutcome.UDP_ONLY,
}
"""RFC 2326 §11.3; 453 is "not enough bandwidth", which cameras say when too many look."""
_SILENT = frozenset({errno.ETIMEDOUT, errno.EHOSTDOWN})


def outcome_of(error: SharpEyesError, *, credentials_given: bool) -> ProbeOutcome:
    """Say how a look ended that ended by an error.

    Args:
        error: Of the stream.
        credentials_given: Whether there was a user name to show.
    """
    if isinstance(error, CredentialsRefused):
        given = credentials_given
        return ProbeOutcome.PASSWORD_WRONG if given else ProbeOutcome.PASSWORD_NEEDED
    if isinstance(error, RtspRefusal):
        return _BY_STATUS.get(error.status, ProbeOutcome.RTSP_ERROR)
    for kind, outcome in _BY_KIND:
        if isinstance(error, kind):
            return outcome
    if isinstance(error, CameraUnreachable):
        cause = error.__cause__
        if isinstance(cause, ConnectionRefusedError):
            return ProbeOutcome.CONNECTION_REFUSED
        if isinstance(cause, OSError) and cause.errno in _SILENT:
            return ProbeOutcome.TIMEOUT
        return ProbeOutcome.UNREACHABLE
    return ProbeOutcome.FAILED
