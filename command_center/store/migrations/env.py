"""Runs migrations on the connection that ``Database.migrate`` hands over."""

from __future__ import annotations

from alembic import context

from command_center.store.tables import all_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    # SQLite changes a table by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
