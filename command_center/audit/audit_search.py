"""Looks things up in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from command_center.audit.audit_entry import moment_text
from command_center.store.audit_row import AuditRow


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What is looked for; what is none is not asked for.

    Attributes:
        since: From this moment on, UTC.
        until: Before this moment, UTC.
        who: User name, ``machine`` or ``command``.
        act: An act such as ``task.step``, or all of one thing, such as ``task``.
        camera_id: 20 digits.
        subject: For example ``incident/<id>``.
        before: Rows before this one: the last of the page before.
    """

    since: datetime | None = None
    until: datetime | None = None
    who: str | None = None
    act: str | None = None
    camera_id: str | None = None
    subject: str | None = None
    before: int | None = None

    def query(self, limit: int) -> Select[Any]:
        """Return the query for one page, newest first."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if self.since is not None:
            query = query.where(AuditRow.at >= self.since)
        if self.until is not None:
            query = query.where(AuditRow.at < self.until)
        if self.who is not None:
            query = query.where(AuditRow.who == self.who)
        if self.act is not None:
            whole = "." in self.act
            query = query.where(
                AuditRow.what == self.act
                if whole
                else AuditRow.what.startswith(f"{self.act}.", autoescape=True)
            )
        if self.camera_id is not None:
            query = query.where(AuditRow.camera_id == self.camera_id)
        if self.subject is not None:
            query = query.where(AuditRow.subject == self.subject)
        if self.before is not None:
            query = query.where(AuditRow.id < self.before)
        return query

    def __str__(self) -> str:
        """What was looked for, for the trail."""
        asked = {
            "since": moment_text(self.since) if self.since else None,
            "until": moment_text(self.until) if self.until else None,
            "who": self.who,
            "act": self.act,
            "camera": self.camera_id,
            "subject": self.subject,
            "before": self.before,
        }
        return " ".join(f"{name}={value}" for name, value in asked.items() if value is not None)
