"""Writes down who looks at which camera (one row per session, camera and purpose, extended)."""

from __future__ import annotations

from collections.abc import Iterable

from command_center.accounts.audit_log import AuditedAct, AuditLog
from command_center.accounts.viewer import Viewer
from command_center.store.database import Database
from sharp_eyes.clock import Clock

EXTEND_EVERY_S = 600.0
"""While a camera is shown, and when it comes round again in rotation, a row is added at most this
often."""

MAX_REMEMBERED = 50_000


class StillsAudit:
    """Remembers what was written down lately.

    Args:
        database: Where.
        audit: Adds the rows.
        clock: Time.
    """

    def __init__(self, database: Database, audit: AuditLog, clock: Clock) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self._written_s: dict[tuple[str, str], float] = {}

    async def shown(self, viewer: Viewer, cameras: Iterable[str]) -> None:
        """Call before cameras are shown, and now and then while they are."""
        now_s = self._clock.monotonic_s()
        due = [
            camera
            for camera in cameras
            if now_s - self._written_s.get((viewer.session_id, camera), float("-inf"))
            >= EXTEND_EVERY_S
        ]
        if not due:
            return
        async with self._database.write() as session:
            for camera in due:
                known = (viewer.session_id, camera) in self._written_s
                act = AuditedAct.STILLS_EXTENDED if known else AuditedAct.STILLS_OPENED
                self._audit.add(session, viewer, act, f"camera/{camera}")
        for camera in due:
            self._written_s[viewer.session_id, camera] = now_s
        while len(self._written_s) > MAX_REMEMBERED:
            del self._written_s[next(iter(self._written_s))]
