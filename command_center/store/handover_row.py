"""Table ``handover``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.utc_datetime import UtcDateTime


class HandoverRow(Base):
    """One shift's handing over; nothing of it is changed once it is signed.

    Names are kept as they were: a record outlives its accounts.

    Attributes:
        id: ULID.
        region: What is handed over, 12 digits; empty for everywhere.
        unit: Of which managing unit; empty for all.
        sheet: What was open, as JSON.
        sheet_sha256: Of the sheet in canonical JSON; both signatures in the trail name it.
        given_by: User name of the one who leaves.
        given_by_name: What is shown of them.
        given_session: Their session.
        given_note: What they want to be known.
        given_at: When they signed, UTC.
        taken_by: User name of the one who takes over; none until they have signed.
        taken_by_name: What is shown of them.
        taken_session: Their session.
        taken_note: What they noted.
        taken_at: When they signed, UTC.
        taken_on_roster: Whether the roster has them on duty then; none until they have signed.
        withdrawn_at: When the one who leaves took it back unsigned, UTC.
    """

    __tablename__ = "handover"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    region: Mapped[str] = mapped_column(String(12), index=True)
    unit: Mapped[str] = mapped_column(String(60))
    sheet: Mapped[dict[str, Any]]
    sheet_sha256: Mapped[str] = mapped_column(String(64))
    given_by: Mapped[str] = mapped_column(String(64))
    given_by_name: Mapped[str] = mapped_column(String(64))
    given_session: Mapped[str] = mapped_column(String(26))
    given_note: Mapped[str] = mapped_column(String(2000))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    taken_by: Mapped[str | None] = mapped_column(String(64))
    taken_by_name: Mapped[str | None] = mapped_column(String(64))
    taken_session: Mapped[str | None] = mapped_column(String(26))
    taken_note: Mapped[str | None] = mapped_column(String(2000))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    taken_on_roster: Mapped[bool | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
