"""Table ``permit``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base


class PermitRow(Base):
    """A building permit.

    Attributes:
        id: Number of the permit.
        camera_id: The camera in whose picture the ground is drawn; none where it is on the map.
        document: The whole ``Permit`` as JSON.
    """

    __tablename__ = "permit"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    camera_id: Mapped[str | None] = mapped_column(String(20), index=True)
    document: Mapped[dict[str, Any]]
