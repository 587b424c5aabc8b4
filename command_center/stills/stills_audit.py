"""Writes down who looks at which camera (one row per session, camera and purpose, extended)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from command_center.accounts.viewer import Viewer
from command_center.audit.audit_entry import AuditEntry
from command_center.audit.audit_log import AuditLog
from command_center.audit.audit_recorder import AuditRecorder
from command_center.audit.audited_act import AuditedAct
from command_center.store.database import Database
from command_center.store.session_row import SessionRow
from sharp_eyes.clock import Clock

EXTEND_EVERY_S = 600.0
"""While a camera is shown, and when it comes round again in rotation, a row is added at most this
often: what a killed process had not written yet."""

CLOSE_AFTER_S = 600.0
"""A camera that has not been shown for this long is no longer looked at; in rotation it comes round
again before."""

MAX_REMEMBERED = 50_000
"""Beyond it the one that was shown longest ago is closed early."""

_Key = tuple[str, str, str]
"""Session, camera, purpose."""


@dataclass(slots=True)
class _Look:
    viewer: Viewer
    since: datetime
    until: datetime
    written_s: float
    shown_s: float


class StillsAudit:
    """Remembers who looks at what.

    A look is written down before anything is shown, again every ten minutes while it lasts, and at
    its end with its times. Rows of the trail are never changed, so that each of these is its own.

    Args:
        database: Knows a session's purpose of now.
        log: Makes entries.
        recorder: Writes them.
        clock: Time.
    """

    def __init__(
        self, database: Database, log: AuditLog, recorder: AuditRecorder, clock: Clock
    ) -> None:
        self._database = database
        self._log = log
        self._recorder = recorder
        self._clock = clock
        self._looks: OrderedDict[_Key, _Look] = OrderedDict()

    async def shown(self, viewer: Viewer, cameras: Iterable[str]) -> None:
        """Call before cameras are shown, and now and then while they are.

        Raises:
            TryAgain: it cannot be written down, and nothing may be shown.
        """
        wanted = list(cameras)
        if not wanted:
            return
        purpose = await self._purpose(viewer)
        now, now_s = self._clock.now(), self._clock.monotonic_s()
        due: list[tuple[_Key, AuditEntry]] = []
        for camera in wanted:
            key = (viewer.session_id, camera, purpose)
            look = self._looks.get(key)
            if look is None or now_s - look.written_s >= EXTEND_EVERY_S:
                act = AuditedAct.STILLS_OPENED if look is None else AuditedAct.STILLS_EXTENDED
                entry = self._log.entry(viewer, act, f"camera/{camera}", purpose=purpose)
                due.append((key, entry))
        await self._recorder.record([entry for _, entry in due])
        for camera in wanted:
            key = (viewer.session_id, camera, purpose)
            look = self._looks.setdefault(key, _Look(viewer, now, now, now_s, now_s))
            look.until, look.shown_s = now, now_s
            self._looks.move_to_end(key)
        for key, _ in due:
            self._looks[key].written_s = now_s

    async def close_ended(self) -> None:
        """Write the end of looks that are over; in small batches, oldest first.

        Raises:
            TryAgain: it cannot be written down; the looks are remembered.
        """
        over_s = self._clock.monotonic_s() - CLOSE_AFTER_S
        ended: list[_Key] = []
        excess = len(self._looks) - MAX_REMEMBERED
        # In the order of when they were last shown.
        for key, look in self._looks.items():
            if len(ended) >= 500 or (look.shown_s > over_s and len(ended) >= excess):
                break
            ended.append(key)
        await self._recorder.record([self._end(key) for key in ended])
        for key in ended:
            self._looks.pop(key, None)

    def _end(self, key: _Key) -> AuditEntry:
        _, camera, purpose = key
        look = self._looks[key]
        return self._log.entry(
            look.viewer,
            AuditedAct.STILLS_CLOSED,
            f"camera/{camera}",
            f"from {look.since.isoformat(timespec='seconds')} "
            f"to {look.until.isoformat(timespec='seconds')}",
            purpose=purpose,
        )

    async def _purpose(self, viewer: Viewer) -> str:
        """Return what the session is for now: a page stays open while its user takes up a case."""
        async with self._database.read() as session:
            query = select(SessionRow.purpose).where(SessionRow.id == viewer.session_id)
            found = await session.scalar(query)
        return viewer.purpose if found is None else found
