"""Table ``api_token``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class ApiTokenRow(Base):
    """What a machine may read, where and until when; the token itself is not kept.

    Attributes:
        id: ULID, the name under which the audit trail knows it.
        name: Which machine; never used twice, so that the trail stays clear.
        token_hash: sha256 of the token, hexadecimal; it is long and random, so that a slow hash
            adds nothing.
        scopes: See ``accounts.scope.Scope``.
        region: 12 digits; empty for everywhere.
        unit: Name of a managing unit; empty for all.
        purpose: What it is for; every opening of evidence is written down with it.
        created_by: User name.
        created_at: UTC.
        expires_at: UTC.
        revoked_at: Since when it is refused, UTC; none while it is not.
    """

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    region: Mapped[str] = mapped_column(String(12))
    unit: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[str] = mapped_column(String(200))
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
