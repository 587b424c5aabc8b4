"""Table ``registry_revision``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import ROW_NUMBER, Base
from command_center.store.utc_datetime import UtcDateTime


class RegistryRevisionRow(Base):
    """One change of the registry.

    Attributes:
        revision: Counts the changes (contract C11).
        at: When, UTC.
        who: User name, or ``machine``.
        what: In short.
        added: How many things it added.
        changed: How many it changed.
        removed: How many it removed.
        recorded: Whether it is written down what it did; not so before version 0040 of the tables.
        went_back_to: The revision that it went back to, where it did.
    """

    __tablename__ = "registry_revision"
    __table_args__ = ({"sqlite_autoincrement": True},)

    revision: Mapped[int] = mapped_column(ROW_NUMBER, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    who: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(200))
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    recorded: Mapped[bool] = mapped_column(default=True)
    went_back_to: Mapped[int | None] = mapped_column(ROW_NUMBER)
