"""Table ``unit``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base


class UnitRow(Base):
    """Who looks after cameras and takes tasks.

    Attributes:
        name: Its name in Chinese.
        document: The whole ``Unit`` as JSON.
    """

    __tablename__ = "unit"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    document: Mapped[dict[str, Any]]
