"""Table ``camera_secret``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class CameraSecretRow(Base):
    """User name and password of cameras, encrypted.

    Attributes:
        name: The reference that ``Camera.credentials`` carries.
        sealed: Fernet token around JSON of user name and password.
        changed_at: UTC.
    """

    __tablename__ = "camera_secret"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
