"""Table ``idempotency_key``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.user_row import UserRow
from command_center.store.utc_datetime import UtcDateTime


class IdempotencyKeyRow(Base):
    """What a POST with a key was answered, written in the same transaction as its effect.

    Attributes:
        user_id: Whose key.
        key: 1 to 64 characters.
        fingerprint: sha256 of method, path and body, so that a key reused for another call is
            refused rather than answered with the wrong thing.
        status: HTTP status of the answer.
        body: The answer as JSON.
        created_at: UTC; purged after 7 days.
    """

    __tablename__ = "idempotency_key"

    user_id: Mapped[int] = mapped_column(
        ForeignKey(UserRow.id, ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
