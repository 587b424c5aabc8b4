"""The audit trail: who did what, when, what for and to what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from command_center.accounts.viewer import Viewer
from command_center.audit.anchor import Anchor
from command_center.audit.audit_entry import AuditEntry
from command_center.audit.audited_act import AuditedAct
from command_center.audit.chain import Chain
from sharp_eyes.clock import Clock

_INFO = "audit"
_CAMERA = "camera/"


@dataclass(slots=True)
class _Waiting:
    entries: list[AuditEntry] = field(default_factory=list)
    head: Anchor | None = None


class AuditLog:
    """Adds to the trail in the transaction of what is told: both are there, or neither.

    Entries wait in the session and are chained just before it commits, so that the place they get
    is the order of commits. If they cannot be chained, the commit fails, and with it the act.

    Args:
        chain: Writes.
        clock: Time.
        moved: Told that the head has moved, after a commit.
    """

    def __init__(
        self, chain: Chain, clock: Clock, moved: Callable[[Anchor], None] | None = None
    ) -> None:
        self._chain = chain
        self._clock = clock
        self._moved = moved

    def add(
        self,
        session: AsyncSession,
        viewer: Viewer,
        act: AuditedAct,
        subject: str,
        detail: str = "",
        *,
        camera_id: str | None = None,
    ) -> None:
        """Write down what a signed-in user does.

        Args:
            session: A writing session.
            viewer: Who.
            act: What.
            subject: To what, for example ``camera/<id>``.
            detail: In short; no secret.
            camera_id: The camera it is about, unless the subject is one.
        """
        self.put(session, self.entry(viewer, act, subject, detail, camera_id=camera_id))

    def note(
        self,
        session: AsyncSession,
        who: str,
        act: AuditedAct,
        subject: str,
        detail: str = "",
        *,
        camera_id: str | None = None,
    ) -> None:
        """Write down what happens without a session: by a rule, a command, or before a sign-in.

        Args:
            session: A writing session.
            who: ``machine``, ``command``, or the name that was typed.
            act: What.
            subject: To what.
            detail: In short; no secret.
            camera_id: The camera it is about, unless the subject is one.
        """
        entry = AuditEntry(
            at=self._clock.now(),
            who=who,
            what=act.value,
            subject=subject,
            camera_id=camera_id or _camera_of(subject),
            detail=detail,
        )
        self.put(session, entry)

    def refused_sign_in(self, session: AsyncSession, username: str, address: str) -> None:
        """Write down a sign-in that failed; the name is what was typed."""
        self.note(session, username, AuditedAct.SIGN_IN_FAILED, f"address/{address}")

    def locked_out(self, session: AsyncSession, username: str, address: str) -> None:
        """Write down that further sign-ins have to wait; the name is what was typed."""
        self.note(session, username, AuditedAct.SIGN_IN_LOCKED, f"address/{address}")

    def entry(
        self,
        viewer: Viewer,
        act: AuditedAct,
        subject: str,
        detail: str = "",
        *,
        purpose: str | None = None,
        camera_id: str | None = None,
    ) -> AuditEntry:
        """Return an entry that is not written yet; the purpose is the viewer's by default."""
        return AuditEntry(
            at=self._clock.now(),
            who=viewer.username,
            what=act.value,
            subject=subject,
            session_id=viewer.session_id,
            purpose=viewer.purpose if purpose is None else purpose,
            camera_id=camera_id or _camera_of(subject),
            detail=detail,
        )

    def put(self, session: AsyncSession, entry: AuditEntry) -> None:
        """Write down an entry when the session commits.

        Raises:
            ValueError: the session only reads, and would never write it.
        """
        known = session.sync_session
        if not known.get_bind().get_execution_options().get("write", False):
            raise ValueError("an audited act in a session that only reads")
        waiting = known.info.get(_INFO)
        if waiting is None:
            waiting = known.info[_INFO] = _Waiting()
            event.listen(known, "before_commit", self._before_commit)
            event.listen(known, "after_commit", self._after_commit)
            event.listen(known, "after_rollback", _forget)
        waiting.entries.append(entry)

    def _before_commit(self, session: Session) -> None:
        waiting: _Waiting = session.info[_INFO]
        # A savepoint is no commit yet.
        if waiting.entries and not session.in_nested_transaction():
            waiting.head = self._chain.append(session, waiting.entries, self._clock.now())
            waiting.entries.clear()

    def _after_commit(self, session: Session) -> None:
        waiting: _Waiting = session.info[_INFO]
        if waiting.head is not None and self._moved is not None:
            self._moved(waiting.head)
        waiting.head = None


def _forget(session: Session) -> None:
    session.info[_INFO] = _Waiting()


def _camera_of(subject: str) -> str | None:
    return subject.removeprefix(_CAMERA) if subject.startswith(_CAMERA) else None
