"""Table ``protected_land``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base


class ProtectedLandRow(Base):
    """A piece of protected land.

    Attributes:
        id: Its number.
        camera_id: The camera in whose picture it is drawn; none where it is on the map.
        document: The whole ``ProtectedLand`` as JSON.
    """

    __tablename__ = "protected_land"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    camera_id: Mapped[str | None] = mapped_column(String(20), index=True)
    document: Mapped[dict[str, Any]]
