"""The audit trail's chain, and legal holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEXED = ("who", "what", "subject", "camera_id")


def upgrade() -> None:
    # Columns that may be empty need no copy of the table.
    op.add_column("audit", sa.Column("camera_id", sa.String(length=20), nullable=True))
    op.add_column("audit", sa.Column("hash", sa.String(length=64), nullable=True))
    op.add_column("audit", sa.Column("seal", sa.String(length=120), nullable=True))
    for column in _INDEXED:
        op.create_index(op.f(f"ix_audit_{column}"), "audit", [column], unique=False)
    op.create_table(
        "audit_anchor",
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_anchor")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("incident_id", sa.String(length=26), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_legal_hold_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_legal_hold")),
    )


def downgrade() -> None:
    op.drop_table("legal_hold")
    op.drop_table("audit_anchor")
    for column in _INDEXED:
        op.drop_index(op.f(f"ix_audit_{column}"), "audit")
    for column in ("seal", "hash", "camera_id"):
        op.drop_column("audit", column)
