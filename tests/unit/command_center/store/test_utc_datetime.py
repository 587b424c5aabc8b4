"""Moments on their way into SQLite and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, DateTime, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.exc import StatementError

from command_center.store.utc_datetime import UtcDateTime

CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 9, 30, 1, 250, tzinfo=UTC),
        datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 0, 999_999, tzinfo=CHINA),
        datetime(1, 1, 2, tzinfo=UTC),
        None,
    ],
)
def test_a_moment_comes_back_as_it_was_and_stands_there_as_sqlalchemy_writes_it(
    moment: datetime | None,
) -> None:
    table = Table("one", MetaData(), Column("ours", UtcDateTime()), Column("usual", DateTime()))
    usual = moment and moment.astimezone(UTC).replace(tzinfo=None)
    with create_engine("sqlite://").begin() as connection:
        table.create(connection)
        connection.execute(insert(table), {"ours": moment, "usual": usual})
        found = connection.execute(select(table.c.ours).where(table.c.ours.is_(moment)))
        if moment is not None:
            found = connection.execute(select(table.c.ours).where(table.c.ours == moment))
        assert found.scalar_one() == moment
        ours, theirs = connection.execute(text("SELECT ours, usual FROM one")).one()
    assert ours == theirs


def test_a_moment_without_a_zone_is_refused() -> None:
    table = Table("one", MetaData(), Column("ours", UtcDateTime()))
    with create_engine("sqlite://").begin() as connection:
        table.create(connection)
        with pytest.raises(StatementError, match="without a time zone"):
            connection.execute(insert(table), {"ours": datetime(2026, 11, 22)})  # noqa: DTZ001
