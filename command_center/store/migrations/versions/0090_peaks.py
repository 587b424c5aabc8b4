"""How bad a crowd became, which its last alert does not say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("peak", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "peak")
