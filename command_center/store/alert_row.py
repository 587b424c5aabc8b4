"""Table ``alert``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class AlertRow(Base):
    """One alert, stored once by its id (contract C6).

    Attributes:
        id: ULID.
        claimed_incident_id: The incident the worker named.
        incident_id: The incident it was merged into; another one where a lower epoch, or a new
            owner that did not know, minted a second id for the same key.
        kind: Kind of incident.
        source: Node and shard.
        epoch: Of the shard.
        seq: Counts the alerts of the incident.
        region: 12 digits.
        captured_at: UTC.
        received_at: When this centre had it, UTC.
        body: The whole alert as JSON.
    """

    __tablename__ = "alert"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    claimed_incident_id: Mapped[str] = mapped_column(String(26), index=True)
    incident_id: Mapped[str] = mapped_column(String(26), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(100))
    epoch: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)
    region: Mapped[str] = mapped_column(String(12))
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
    body: Mapped[dict[str, Any]]
