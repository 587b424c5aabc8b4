"""When a picture was taken: of two owners of one incident the counts of alerts may be equal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "incident_evidence", sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("incident_evidence", "captured_at")
