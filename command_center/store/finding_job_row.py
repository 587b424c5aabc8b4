"""Table ``finding_job``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.user_row import UserRow
from command_center.store.utc_datetime import UtcDateTime


class FindingJobRow(Base):
    """A look or a search that a node is asked for; gone a quarter of an hour later.

    Attributes:
        id: ULID.
        node: Who is asked.
        kind: ``probe`` or ``discover``.
        user_id: Who asks; nobody else sees what came of it.
        request: The task as JSON, without user name and password.
        sealed: User name and password, sealed; none once the node has the task.
        created_at: UTC.
        deadline: After it nobody waits any more, UTC.
        taken_at: When the node took it.
        answered_at: When it answered.
        answer: What it answered, as JSON.
        still: JPEG with people masked, or none.
    """

    __tablename__ = "finding_job"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    node: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"),
        ForeignKey(UserRow.id, ondelete="CASCADE"),
        index=True,
    )
    request: Mapped[dict[str, Any]]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime())
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    still: Mapped[bytes | None] = mapped_column(LargeBinary)
