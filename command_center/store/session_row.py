"""Table ``session``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.user_row import UserRow
from command_center.store.utc_datetime import UtcDateTime


class SessionRow(Base):
    """A signed-in browser; the token itself is not kept.

    Attributes:
        id: ULID, the name under which the audit trail knows the session.
        token_hash: sha256 of the cookie's token, hexadecimal.
        user_id: Whose.
        purpose: What the user said the shift is for.
        created_at: When it began, UTC.
        expires_at: When it ends by itself, UTC.
        address: Where it was opened from, so that its owner knows it again.
        method: How its user came in: ``password``, or ``oidc``.
    """

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    address: Mapped[str] = mapped_column(String(45), default="", server_default="")
    method: Mapped[str] = mapped_column(String(12), default="password", server_default="password")
