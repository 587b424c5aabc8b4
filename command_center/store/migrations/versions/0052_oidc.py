"""Who an account is at the provider, and which grants came from there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("oidc_subject", sa.String(length=512), nullable=True))
    op.add_column(
        "role_grant",
        sa.Column("source", sa.String(length=12), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("role_grant", "source")
    op.drop_column("user", "oidc_subject")
