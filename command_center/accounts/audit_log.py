"""The audit trail: who did what, when, what for and to what."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.viewer import Viewer
from command_center.store.audit_row import AuditRow
from sharp_eyes.clock import Clock


class AuditedAct(StrEnum):
    """What is written down."""

    SIGNED_IN = "session.opened"
    SIGN_IN_FAILED = "session.refused"
    SIGNED_OUT = "session.closed"
    EVIDENCE_OPENED = "evidence.opened"
    STILLS_OPENED = "stills.opened"
    STILLS_EXTENDED = "stills.extended"
    TASK_STEP = "task.step"
    INCIDENT_CONFIRMED = "incident.confirmed"
    INCIDENT_DISMISSED = "incident.dismissed"
    SESSION_ENDED = "session.ended"
    USER_CREATED = "user.created"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    PASSWORD_CHANGED = "password.changed"
    PASSWORD_RESET = "password.reset"
    GRANT_ADDED = "grant.added"
    GRANT_REVOKED = "grant.revoked"
    TOKEN_MADE = "token.made"
    TOKEN_REVOKED = "token.revoked"
    NODE_TOKEN_MADE = "node.token_made"
    NODE_REMOVED = "node.removed"


class AuditLog:
    """Only adds rows, in the transaction of what they tell.

    Args:
        clock: Time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def add(
        self,
        session: AsyncSession,
        viewer: Viewer,
        act: AuditedAct,
        subject: str,
        detail: str = "",
    ) -> None:
        """Write down what a signed-in user does.

        Args:
            session: A writing session.
            viewer: Who.
            act: What.
            subject: To what, for example ``camera/<id>``.
            detail: In short; no secret.
        """
        session.add(
            AuditRow(
                at=self._clock.now(),
                who=viewer.username,
                session_id=viewer.session_id,
                what=act.value,
                purpose=viewer.purpose,
                subject=subject[:100],
                detail=detail[:500],
            )
        )

    def refused_sign_in(self, session: AsyncSession, username: str, address: str) -> None:
        """Write down a sign-in that failed; the name is what was typed."""
        session.add(
            AuditRow(
                at=self._clock.now(),
                who=username[:64],
                what=AuditedAct.SIGN_IN_FAILED.value,
                subject=f"address/{address}"[:100],
            )
        )
