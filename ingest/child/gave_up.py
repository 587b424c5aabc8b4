"""The child's one error."""

from __future__ import annotations

import errno

import av

from ingest.child.messages import Failure, Trouble


class GaveUp(Exception):
    """The child cannot go on; the parent is told why.

    Args:
        trouble: Of which kind.
        text: In a few words; no address, for it may hold a password.
    """

    def __init__(self, trouble: Trouble, text: str) -> None:
        super().__init__(text)
        self.trouble = trouble
        self.text = text

    @classmethod
    def of(cls, error: Exception) -> GaveUp:
        """Sort an error of FFmpeg's; its file name (the address) is left out."""
        text = f"{type(error).__name__}: {getattr(error, 'strerror', None) or ''}"
        return cls(_trouble(error), text)

    def message(self) -> Failure:
        """Return what the parent is told."""
        return Failure(self.trouble, self.text)


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, av.error.HTTPUnauthorizedError | av.error.HTTPForbiddenError):
        return Trouble.CREDENTIALS
    if isinstance(error, av.error.HTTPNotFoundError):
        return Trouble.NOT_FOUND
    # What PyAV's own limit raises is AVERROR_EXIT, "Immediate exit requested".
    if isinstance(error, av.error.ExitError | TimeoutError):
        return Trouble.SILENT
    if isinstance(error, av.error.EOFError):
        return Trouble.ENDED
    # EIO is what a name that cannot be resolved is called; EPROTONOSUPPORT, on the other hand, is
    # the camera's answer 461 to our transport.
    if isinstance(error, ConnectionError) or getattr(error, "errno", 0) in _NO_WAY:
        return Trouble.UNREACHABLE
    return Trouble.OTHER


_NO_WAY = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EIO})
