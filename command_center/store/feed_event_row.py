"""Table ``feed_event``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import ROW_NUMBER, Base
from command_center.store.utc_datetime import UtcDateTime


class FeedEventRow(Base):
    """One message of the wall's feed.

    Attributes:
        position: Grows by commit order and is never used twice (contract C16).
        at: UTC.
        type: ``incident``, ``task``, ``evidence`` or ``shard``.
        region: 12 digits of who may see it; none for everybody who is signed in.
        data: The message's data.
    """

    __tablename__ = "feed_event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    position: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    type: Mapped[str] = mapped_column(String(10))
    region: Mapped[str | None] = mapped_column(String(12))
    data: Mapped[dict[str, Any]]
