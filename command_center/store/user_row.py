"""Table ``user``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import ROW_NUMBER, Base
from command_center.store.utc_datetime import UtcDateTime


class UserRow(Base):
    """Somebody who may sign in.

    Attributes:
        id: Counts the users.
        username: What is typed at sign-in.
        display_name: What is shown.
        password_hash: argon2id, in its own encoding.
        disabled: Whether sign-in is refused.
        created_at: When it was made, UTC.
        region: Where they belong, 12 digits, and whose security administrators may change the
            account; empty for nowhere in particular.
        must_change_password: Whether somebody else knows the password, and nothing but changing it
            is let through.
        oidc_subject: Issuer and subject of the person at the provider, once they have signed in by
            it: from then on nobody else does, whatever name they take there.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True, autoincrement=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str] = mapped_column(String(256))
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    region: Mapped[str] = mapped_column(String(12), default="", server_default="")
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    oidc_subject: Mapped[str | None] = mapped_column(String(512), default=None)
