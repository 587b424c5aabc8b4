"""Table ``registry_change``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import ROW_NUMBER, Base
from command_center.store.registry_revision_row import RegistryRevisionRow


class RegistryChangeRow(Base):
    """What one revision did to one thing.

    What it was after a revision stands in the next change of the same thing, or in its own table;
    so that the first import of a county is not stored twice.

    Attributes:
        revision: Which.
        part: ``camera``, ``region``, ``grid``, ``unit``, ``permit`` or ``protected_land``.
        key: Its id, code or name.
        former: Its row before, as JSON; none where the revision added it.
    """

    __tablename__ = "registry_change"
    __table_args__ = (Index("ix_registry_change_thing", "part", "key", "revision"),)

    revision: Mapped[int] = mapped_column(
        ROW_NUMBER, ForeignKey(RegistryRevisionRow.revision), primary_key=True
    )
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    former: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
