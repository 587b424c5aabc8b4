"""Rows by the hundred: written as the driver takes them, all of a table in one statement.

SQLAlchemy looks at each value of each row by itself, which was a third of what storing an alert
took. Here each column's values are brought to the driver's form in one go, by the same types, so
that what is stored is what SQLAlchemy would have stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Connection, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from command_center.store.base import Base

Row = Mapping[str, Any]
"""Column name → value; all rows of a call name the same columns, and no default is filled in."""


def insert_rows(
    session: Session, mapped: type[Base], rows: Sequence[Row], *, ignore: bool = False
) -> None:
    """Insert rows; where there is none to insert nothing is done.

    Args:
        session: A writing one; from an asynchronous one by its ``run_sync``.
        mapped: Where to.
        rows: What.
        ignore: Whether rows whose key is taken are left alone; an error otherwise.
    """
    if not rows:
        return
    connection, table = session.connection(), mapped.metadata.tables[mapped.__tablename__]
    columns = [table.c[name] for name in rows[0]]
    into = f"INSERT INTO {table.name} ({_listed(columns)})"
    taken = " ON CONFLICT DO NOTHING" if ignore else ""
    if connection.dialect.name == "sqlite":
        statement = f"{into} VALUES ({', '.join('?' * len(columns))}){taken}"
    else:
        statement = f"{into} SELECT {_read(columns)} FROM {_unnested(columns, connection)}{taken}"
    _send(connection, statement, columns, rows)


def update_rows(session: Session, mapped: type[Base], key: str, rows: Sequence[Row]) -> None:
    """Update rows, each found by its key; one that is not there is passed over.

    Args:
        session: A writing one; from an asynchronous one by its ``run_sync``.
        mapped: Where.
        key: Name of the primary key's column.
        rows: The key and what is new.
    """
    if not rows:
        return
    connection, table = session.connection(), mapped.metadata.tables[mapped.__tablename__]
    changing = [table.c[name] for name in rows[0] if name != key]
    columns = [*changing, table.c[key]]
    if connection.dialect.name == "sqlite":
        new = ", ".join(f"{column.name} = ?" for column in changing)
        statement = f"UPDATE {table.name} SET {new} WHERE {key} = ?"
    else:
        new = ", ".join(f"{column.name} = {_read([column])}" for column in changing)
        source = _unnested(columns, connection)
        found = f"{table.name}.{key} = many.{key}"
        statement = f"UPDATE {table.name} SET {new} FROM {source} WHERE {found}"
    _send(connection, statement, columns, rows)


def _send(
    connection: Connection, statement: str, columns: Sequence[Column[Any]], rows: Sequence[Row]
) -> None:
    values = [_of_driver(column, connection.dialect, rows) for column in columns]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement, list(zip(*values, strict=True)))
    else:
        # An array for each column: the server plans and runs it once, not row by row.
        connection.exec_driver_sql(statement, tuple(values))


def _of_driver(column: Column[Any], dialect: Dialect, rows: Sequence[Row]) -> list[Any]:
    values = [row[column.name] for row in rows]
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else _each(process, values)


def _each(process: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    done: list[Any] = []
    last = values[0]
    written = process(last)
    for value in values:
        # A whole batch was received at one and the same moment.
        if value is not last:
            last, written = value, process(value)
        done.append(written)
    return done


def _listed(columns: Sequence[Column[Any]]) -> str:
    return ", ".join(column.name for column in columns)


def _read(columns: Sequence[Column[Any]]) -> str:
    """Return expressions that read columns of ``_unnested``."""
    return ", ".join(
        f"many.{column.name}{'::json' if isinstance(column.type, JSON) else ''}"
        for column in columns
    )


def _unnested(columns: Sequence[Column[Any]], connection: Connection) -> str:
    """Return the rows of PostgreSQL's parameters: an array for each column."""
    arrays = ", ".join(
        f"${number}::{_array(column, connection.dialect)}"
        for number, column in enumerate(columns, 1)
    )
    return f"unnest({arrays}) AS many ({_listed(columns)})"


def _array(column: Column[Any], dialect: Dialect) -> str:
    # Text of any length: a cast to the column's own type would cut what is too long, where the
    # insertion refuses it.
    is_text = isinstance(column.type, String | JSON)
    return "text[]" if is_text else f"{column.type.compile(dialect)}[]"
