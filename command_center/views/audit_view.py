"""The audit trail, as people see it."""

from __future__ import annotations

from datetime import datetime

from command_center.store.audit_row import AuditRow
from command_center.views.view import View


class AuditView(View):
    """One row of the trail.

    Attributes:
        position: Its place in the chain.
        at: UTC.
        who: User name, ``machine`` or ``command``; at a refused sign-in what was typed.
        session_id: The session, where there is one.
        what: The act, for example ``evidence.opened``.
        purpose: What the session was for.
        subject: To what, for example ``camera/<id>``.
        camera_id: The camera it is about, where it is about one.
        detail: What else is worth knowing.
        hash: Of the row and the one before it.
    """

    position: int
    at: datetime
    who: str
    session_id: str | None
    what: str
    purpose: str
    subject: str
    camera_id: str | None
    detail: str
    hash: str | None

    @classmethod
    def of(cls, row: AuditRow) -> AuditView:
        """Read a row."""
        return cls(
            position=row.id,
            at=row.at,
            who=row.who,
            session_id=row.session_id,
            what=row.what,
            purpose=row.purpose,
            subject=row.subject,
            camera_id=row.camera_id,
            detail=row.detail,
            hash=row.hash,
        )


class AuditPage(View):
    """A page of the trail, newest first.

    Attributes:
        rows: At most as many as were asked for.
        next: What to give as ``before`` for the next page; none when there is none.
    """

    rows: tuple[AuditView, ...]
    next: int | None
