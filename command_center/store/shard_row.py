"""Table ``shard``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class ShardRow(Base):
    """A shard, its epoch and where it runs (contract C10).

    Attributes:
        id: For example ``shard-1``.
        epoch: Raised at each grant; never falls.
        node: The node it was granted to.
        county: 6 digits of the node's topics.
        town: 3 digits of the node's topics.
        granted_at: UTC.
        alive: What the wall was told last.
        alive_since: Since when, UTC.
    """

    __tablename__ = "shard"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    epoch: Mapped[int] = mapped_column(BigInteger, default=0)
    node: Mapped[str | None] = mapped_column(String(40), default=None)
    county: Mapped[str | None] = mapped_column(String(6), default=None)
    town: Mapped[str | None] = mapped_column(String(3), default=None)
    granted_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    alive: Mapped[bool] = mapped_column(default=False)
    alive_since: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
