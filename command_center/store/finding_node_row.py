"""Table ``finding_node``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class FindingNodeRow(Base):
    """A node that takes tasks of finding cameras.

    Attributes:
        name: The node.
        seen_at: When it last asked for one, UTC.
    """

    __tablename__ = "finding_node"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
