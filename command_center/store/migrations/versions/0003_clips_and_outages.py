"""Clips among the evidence, incidents that call on nobody, and outages of villages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "media_type", sa.String(length=20), nullable=False, server_default="image/jpeg"
            )
        )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_back_by", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("part_of", sa.String(length=26), nullable=True))
    op.create_table(
        "outage_camera",
        sa.Column("incident_id", sa.String(length=26), nullable=False),
        sa.Column("camera_id", sa.String(length=20), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_outage_camera_incident_id_incident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("incident_id", "camera_id", name=op.f("pk_outage_camera")),
    )


def downgrade() -> None:
    op.drop_table("outage_camera")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_column("part_of")
        batch_op.drop_column("held_back_by")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("media_type")
