"""Permits and protected land on the map."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.alter_column("camera_id", existing_type=sa.String(length=20), nullable=True)
    op.create_table(
        "protected_land",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("camera_id", sa.String(length=20), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_land")),
    )
    with op.batch_alter_table("protected_land", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_protected_land_camera_id"), ["camera_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("protected_land", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_protected_land_camera_id"))
    op.drop_table("protected_land")
    op.execute(sa.text("DELETE FROM permit WHERE camera_id IS NULL"))
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.alter_column("camera_id", existing_type=sa.String(length=20), nullable=False)
