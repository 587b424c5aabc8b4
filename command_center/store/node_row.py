"""Table ``node``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class NodeRow(Base):
    """A machine that runs shards; its token itself is not kept.

    Attributes:
        name: The node's name, as in its topics.
        token_hash: sha256 of its bearer token, hexadecimal; tokens are long and random, so that
            a slow hash adds nothing.
        created_at: UTC.
    """

    __tablename__ = "node"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
