"""Table ``camera``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base


class CameraRow(Base):
    """A registered camera: its document, and what is looked up by.

    Attributes:
        id: GB/T 28181 code, 20 digits.
        region: 12 digits.
        shard: The shard that owns it.
        enabled: Whether it is pulled.
        position: Its place in the registry's order.
        document: The whole ``Camera`` as JSON; holds no password.
    """

    __tablename__ = "camera"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    region: Mapped[str] = mapped_column(String(12), index=True)
    shard: Mapped[str] = mapped_column(String(40), index=True)
    enabled: Mapped[bool]
    position: Mapped[int]
    document: Mapped[dict[str, Any]]
