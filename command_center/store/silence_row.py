"""Table ``silence``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class SilenceRow(Base):
    """That somebody keeps a camera's alerts from calling on anybody, for a time (contract C17).

    Attributes:
        id: ULID.
        camera_id: 20 digits.
        kind: Of which kind of incident; none for all.
        region: The camera's, 12 digits, when it was set: who reaches it sees the silence.
        reason: Why.
        set_at: UTC.
        set_by: User name.
        set_by_name: What is shown of them.
        until: When it ends by itself, UTC.
        lifted_at: When somebody ended it before, UTC.
        lifted_by: User name.
    """

    __tablename__ = "silence"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    camera_id: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(400))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime())
    set_by: Mapped[str] = mapped_column(String(64))
    set_by_name: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    lifted_by: Mapped[str | None] = mapped_column(String(64), default=None)
