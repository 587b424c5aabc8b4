"""One entry of the trail, and what of it is hashed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from command_center.store.audit_row import AuditRow

ORIGIN = "0" * 64
"""What stands in the place of a previous hash before the first row."""

_FORM = "sharp-eyes.audit.row.v1"
"""Stands in front of what is hashed, so that another form of it can never be taken for this one."""

_REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when, what for and to what.

    Attributes:
        at: UTC.
        who: User name, or ``machine``.
        what: See ``AuditedAct``; plain text, so that rows of other versions can be read.
        subject: For example ``camera/<id>``.
        session_id: The session, where there is one.
        purpose: What the session was for.
        camera_id: The camera it is about, where it is about one.
        detail: What else is worth knowing; no secret.
    """

    at: datetime
    who: str
    what: str
    subject: str
    session_id: str | None = None
    purpose: str = ""
    camera_id: str | None = None
    detail: str = ""

    @classmethod
    def of(cls, row: AuditRow) -> AuditEntry:
        """Read a stored row."""
        return cls(
            at=row.at,
            who=row.who,
            what=row.what,
            subject=row.subject,
            session_id=row.session_id,
            purpose=row.purpose,
            camera_id=row.camera_id,
            detail=row.detail,
        )

    def fitted(self) -> AuditEntry:
        """Return it as every database gives it back: cut to its columns, without odd characters.

        What comes back must hash as what went in, and a name typed at sign-in may hold anything.
        """
        return AuditEntry(
            at=self.at.astimezone(UTC),
            who=_fitted(self.who, 64),
            what=self.what,
            subject=_fitted(self.subject, 100),
            session_id=self.session_id,
            purpose=_fitted(self.purpose, 200),
            camera_id=self.camera_id,
            detail=_fitted(self.detail, 500),
        )

    def values(self) -> dict[str, Any]:
        """Return the columns' values."""
        return {
            "at": self.at,
            "who": self.who,
            "session_id": self.session_id,
            "what": self.what,
            "purpose": self.purpose,
            "subject": self.subject,
            "camera_id": self.camera_id,
            "detail": self.detail,
        }

    def hash(self, position: int, previous: str) -> str:
        """Return the hash that chains it.

        It is the SHA-256 (FIPS 180-4) of a JSON array in ASCII without blanks: the form's name, the
        position, the previous row's hash, then the columns in the order of this class. A column
        without a value is ``null``; a moment has microseconds and a ``Z``.

        Args:
            position: The row's id.
            previous: Hash of the row before, 64 hexadecimal digits; ``ORIGIN`` for the first.

        Returns:
            64 hexadecimal digits.
        """
        content = [
            _FORM,
            position,
            previous,
            moment_text(self.at),
            self.who,
            self.what,
            self.subject,
            self.session_id,
            self.purpose,
            self.camera_id,
            self.detail,
        ]
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def moment_text(at: datetime) -> str:
    """Return a moment as it is hashed and signed."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _fitted(text: str, length: int) -> str:
    # PostgreSQL stores no NUL, and a lone surrogate is no UTF-8.
    sound = text.replace("\0", _REPLACED).encode("utf-8", "replace").decode("utf-8")
    return sound[:length]
