"""Eight roles of one managing unit or all, tokens for machines, where an account belongs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("region", sa.String(length=12), nullable=False, server_default="")
        )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("address", sa.String(length=45), nullable=False, server_default="")
        )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint("pk_role_grant", type_="primary")
        batch_op.add_column(
            sa.Column("unit", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.create_primary_key("pk_role_grant", ["user_id", "role", "region", "unit"])
    # The one administrator there was made accounts possible; that is the security administrator's
    # work now, and theirs to give the other two to other people.
    op.execute("UPDATE role_grant SET role = 'security_admin' WHERE role = 'admin'")
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("name", name=op.f("uq_api_token_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("api_token")
    op.execute("DELETE FROM role_grant WHERE unit <> ''")
    op.execute("DELETE FROM role_grant WHERE role NOT IN ('duty_officer', 'security_admin')")
    op.execute("UPDATE role_grant SET role = 'admin' WHERE role = 'security_admin'")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint("pk_role_grant", type_="primary")
        batch_op.drop_column("unit")
        batch_op.create_primary_key("pk_role_grant", ["user_id", "role", "region"])
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("address")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("region")
