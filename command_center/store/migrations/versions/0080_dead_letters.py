"""What nodes keep of alerts that were refused, and what people decide about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dead_letter",
        sa.Column("node", sa.String(length=40), nullable=False),
        sa.Column("alert_id", sa.String(length=26), nullable=False),
        sa.Column("shard", sa.String(length=40), nullable=False),
        sa.Column("camera_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ordered", sa.String(length=20), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ordered_by", sa.String(length=64), nullable=True),
        sa.Column("ordered_by_name", sa.String(length=64), nullable=True),
        sa.Column("why", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("node", "alert_id", name=op.f("pk_dead_letter")),
    )
    op.create_index(op.f("ix_dead_letter_refused_at"), "dead_letter", ["refused_at"], unique=False)


def downgrade() -> None:
    op.drop_table("dead_letter")
