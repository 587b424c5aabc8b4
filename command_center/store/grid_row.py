"""Table ``grid``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base


class GridRow(Base):
    """The patch of ground of one grid worker.

    Attributes:
        code: 15 digits.
        village: The first 12 of them.
        document: The whole ``Grid`` as JSON.
    """

    __tablename__ = "grid"

    code: Mapped[str] = mapped_column(String(15), primary_key=True)
    village: Mapped[str] = mapped_column(String(12), index=True)
    document: Mapped[dict[str, Any]]
