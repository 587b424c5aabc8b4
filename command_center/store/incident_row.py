"""Table ``incident``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class IncidentRow(Base):
    """One incident as the centre knows it (contract C3).

    Attributes:
        id: ULID minted by the worker.
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        subject: ``camera/<id>``, ``region/<code>`` or ``shard/<id>``.
        camera_id: 20 digits where the subject is a camera.
        zone: The zone, ``-`` for the camera itself.
        source: Node and shard of its last alert.
        region: 12 digits; the registered camera's where it is known, so that no message can
            move an incident into another village's sight.
        severity: 1 to 4.
        state: ``open`` or ``ended``.
        review: ``none``, ``waiting``, ``confirmed`` or ``dismissed``.
        epoch: Of the last alert that counted.
        seq: Of the last alert that counted.
        opened_at: Capture time of its first alert, UTC.
        updated_at: Capture time of the last alert that counted, UTC.
        ended_at: UTC, or none while it is open.
        end_reason: Why it ended; none also where a successor showed that it had.
        alert_id: The last alert that counted.
        decoded_at: Of that alert, UTC.
        received_at: Of that alert, UTC.
        time_source: Of that alert.
        location: (longitude, latitude) as a list, or none.
        measurement: Of that alert, as JSON.
        model: Of that alert, as JSON.
        held_back_by: The step of contract C17 by which it calls on nobody: shown, no pop-up, no
            task; none for one that does.
        part_of: The incident that it is shown with, such as its village's outage; or none.
        peak: Of a crowd, the measurement of all its alerts that was furthest over its limit, as
            JSON; none of anything else.
    """

    __tablename__ = "incident"
    __table_args__ = (
        # At most one incident is open per key.
        Index(
            "uq_incident_open_key",
            "subject",
            "kind",
            "zone",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(60))
    camera_id: Mapped[str | None] = mapped_column(String(20), index=True)
    zone: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(100))
    region: Mapped[str] = mapped_column(String(12), index=True)
    severity: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), index=True)
    review: Mapped[str] = mapped_column(String(10))
    epoch: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    end_reason: Mapped[str | None] = mapped_column(String(20))
    alert_id: Mapped[str] = mapped_column(String(26))
    decoded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
    time_source: Mapped[str] = mapped_column(String(20))
    location: Mapped[list[Any] | None]
    measurement: Mapped[dict[str, Any]]
    model: Mapped[dict[str, Any]]
    held_back_by: Mapped[str | None] = mapped_column(String(40), default=None)
    part_of: Mapped[str | None] = mapped_column(String(26), default=None)
    peak: Mapped[dict[str, Any] | None] = mapped_column(default=None)
