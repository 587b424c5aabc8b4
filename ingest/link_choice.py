"""Which way to a camera is tried next."""

from __future__ import annotations

from ingest.camera_source import CameraSource
from ingest.errors import is_foreign
from ingest.source_kind import SourceKind

RETURN_AFTER_S = 3600.0
"""So long a camera stays with the child process; then our own client, which costs a tenth, is tried
again: a key-frame interval may have been set right, or a firmware renewed."""
FOREIGN_IN_A_ROW = 2
"""Failures of our own client in a row that send a camera to the child process. One alone may be a
broken line in an unlucky moment."""
CHILD_TRIES = 3
"""Failures of the child process in a row, without a frame, after which our own client tries."""

_BY_SCHEME = {
    "rtsp": SourceKind.RTSP,
    "rtsps": SourceKind.RTSP,
    "whep": SourceKind.WHEP,
    "wheps": SourceKind.WHEP,
    "whip": SourceKind.WHIP,
}


class LinkChoice:
    """Chooses between our own RTSP client and the child process for one camera.

    Args:
        source: The camera.
        child: Whether there is a child process to choose.
        quarantined: Whether a picture of this camera once ended the worker's process: it stays with
            the child process then.
    """

    def __init__(self, source: CameraSource, *, child: bool, quarantined: bool) -> None:
        scheme = source.url.partition(":")[0].lower()
        self._own = _BY_SCHEME.get(scheme, SourceKind.RTSP)
        self._child = child and self._own is SourceKind.RTSP
        self._quarantined = quarantined and self._child
        self._foreign = 0
        self._child_failures = 0
        self._child_until_s: float | None = None

    def next(self, now_s: float) -> SourceKind:
        """Return what to try now.

        Args:
            now_s: Our monotonic clock.
        """
        if self._quarantined:
            return SourceKind.CHILD
        if self._child_until_s is not None and now_s >= self._child_until_s:
            self._child_until_s = None
        return self._own if self._child_until_s is None else SourceKind.CHILD

    def succeeded(self, kind: SourceKind) -> None:
        """Note that a frame came."""
        if kind is SourceKind.CHILD:
            self._child_failures = 0
        else:
            self._foreign = 0

    def failed(self, kind: SourceKind, error: Exception, now_s: float) -> None:
        """Note how a link ended.

        Args:
            kind: Of the link.
            error: Its end.
            now_s: Our monotonic clock.
        """
        if not self._child or self._quarantined:
            return
        if kind is SourceKind.CHILD:
            self._child_failures += 1
            if self._child_failures >= CHILD_TRIES:
                self._child_until_s = None
                self._child_failures = 0
            return
        self._foreign = self._foreign + 1 if is_foreign(error) else 0
        if self._foreign >= FOREIGN_IN_A_ROW:
            self._foreign = 0
            self._child_failures = 0
            self._child_until_s = now_s + RETURN_AFTER_S
