"""What is written down in the audit trail."""

from __future__ import annotations

from enum import StrEnum


class AuditedAct(StrEnum):
    """One kind of act: the thing, a dot, what happened to it."""

    # Who comes in.
    SIGNED_IN = "session.opened"
    SIGN_IN_FAILED = "session.refused"
    SIGN_IN_LOCKED = "session.locked"
    SIGNED_OUT = "session.closed"
    SESSION_ENDED = "session.ended"
    PURPOSE_CHANGED = "session.purpose"
    # What they look at.
    STILLS_OPENED = "stills.opened"
    STILLS_EXTENDED = "stills.extended"
    STILLS_CLOSED = "stills.closed"
    EVIDENCE_OPENED = "evidence.opened"
    FINDING_ASKED = "finding.asked"
    FINDING_SEEN = "finding.seen"
    # What leaves.
    REGISTRY_EXPORTED = "registry.exported"
    # What they do.
    REGISTRY_CHANGED = "registry.changed"
    VIEW_CONFIRMED = "view.confirmed"
    TASK_STEP = "task.step"
    INCIDENT_CONFIRMED = "incident.confirmed"
    INCIDENT_DISMISSED = "incident.dismissed"
    SILENCE_SET = "silence.set"
    SILENCE_LIFTED = "silence.lifted"
    DEAD_LETTER_SENT_AGAIN = "dead_letter.sent_again"
    DEAD_LETTER_PUT_ASIDE = "dead_letter.put_aside"
    # Accounts.
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DISABLED = "account.disabled"
    PASSWORD_CHANGED = "account.password"  # noqa: S105
    TOTP_CHANGED = "account.totp"
    GRANT_CHANGED = "account.grant"
    TOKEN_ISSUED = "token.issued"  # noqa: S105
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    ROSTER_CHANGED = "roster.changed"
    SHIFT_HANDED_OVER = "shift.handed-over"
    SHIFT_WITHDRAWN = "shift.withdrawn"
    CREDENTIALS_CHANGED = "credentials.changed"
    SEALING_KEY_CHANGED = "credentials.key"
    # What is kept, and what goes.
    HOLD_SET = "hold.set"
    HOLD_LIFTED = "hold.lifted"
    EVIDENCE_PURGED = "evidence.purged"
    TASK_PURGED = "task.purged"
    INCIDENT_PURGED = "incident.purged"
    SHIFTS_PURGED = "shift.purged"
    FEED_PURGED = "feed.purged"
    # The trail itself.
    AUDIT_BEGUN = "audit.begun"
    AUDIT_SEARCHED = "audit.searched"
    AUDIT_PURGED = "audit.purged"
    AUDIT_ACCEPTED = "audit.accepted"
