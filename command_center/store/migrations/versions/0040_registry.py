"""What each revision of the registry did; units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COUNTS = ("added", "changed", "removed")


def upgrade() -> None:
    with op.batch_alter_table("registry_revision", schema=None) as batch_op:
        for name in _COUNTS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        # What revisions before this one did is not known any more.
        batch_op.add_column(
            sa.Column("recorded", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("went_back_to", _NUMBER, nullable=True))
    op.create_table(
        "registry_change",
        sa.Column("revision", _NUMBER, nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("former", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision"],
            ["registry_revision.revision"],
            name=op.f("fk_registry_change_revision"),
        ),
        sa.PrimaryKeyConstraint("revision", "part", "key", name=op.f("pk_registry_change")),
    )
    op.create_index("ix_registry_change_thing", "registry_change", ["part", "key", "revision"])
    op.create_table(
        "unit",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_unit")),
    )


def downgrade() -> None:
    op.drop_table("unit")
    op.drop_index("ix_registry_change_thing", table_name="registry_change")
    op.drop_table("registry_change")
    with op.batch_alter_table("registry_revision", schema=None) as batch_op:
        for name in ("went_back_to", "recorded", *_COUNTS):
            batch_op.drop_column(name)
