"""Table ``outage_camera``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.incident_row import IncidentRow
from command_center.store.utc_datetime import UtcDateTime


class OutageCameraRow(Base):
    """One camera of a village's outage.

    Attributes:
        incident_id: The outage.
        camera_id: 20 digits.
        gone_at: Since when it gave no pictures, UTC.
        back_at: Since when it gives them again, UTC; none while it does not.
    """

    __tablename__ = "outage_camera"

    incident_id: Mapped[str] = mapped_column(
        ForeignKey(IncidentRow.id, ondelete="CASCADE"), primary_key=True
    )
    camera_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    gone_at: Mapped[datetime] = mapped_column(UtcDateTime())
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
