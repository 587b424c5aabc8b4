"""What somebody with the database, but without the key, does to the trail is found."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.command_center.audit.ledger import (
    by_sql,
    copy,
    first_bad_row,
    ledger,
    rechained,
    restore,
    run,
    verify,
    written,
)

pytestmark = pytest.mark.sqlite_only("its file is copied, put back and changed by hand")
# Rows 1 (the beginning) to 9.
LAST = 9


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with a trail of nine rows, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "state"
    asyncio.run(written(folder))
    return folder


@pytest.fixture
def state(template: Path, tmp_path: Path) -> Path:
    """A state folder with a trail of nine rows."""
    return Path(shutil.copytree(template, tmp_path / "state"))


def test_a_trail_that_nobody_has_touched_is_whole(state: Path) -> None:
    result = verify(state)
    assert result.exit_code == 0, result.output
    assert "审计记录完好：9 条" in result.output
    assert "the trail is whole: 9 row(s), 1 to 9" in result.output


@pytest.mark.parametrize(
    "column", ["at", "who", "session_id", "what", "purpose", "subject", "camera_id", "detail"]
)
def test_a_change_of_any_column_is_found_and_its_row_named(state: Path, column: str) -> None:
    value = "2026-01-01 00:00:01.000000" if column == "at" else "x"
    by_sql(state, f"update audit set {column} = '{value}' where id = 5")
    result = verify(state)
    assert (result.exit_code, first_bad_row(result)) == (1, 5)
    assert "被改动" in result.output


@pytest.mark.parametrize(
    ("statements", "row", "said"),
    [
        (("delete from audit where id = 4",), 4, "rows 4 to 4 were removed"),
        (("delete from audit where id between 3 and 5",), 3, "rows 3 to 5 were removed"),
        (("delete from audit where id = 1",), 1, "rows 1 to 1 were removed"),
        (
            (
                "delete from audit where id = 4",
                "update audit set id = id - 1 where id > 4",
                "update audit_anchor set position = 8",
            ),
            4,
            "row 4 was changed or moved",
        ),
        (("delete from audit where id > 7",), 8, "rows 8 to 9 were cut off"),
        (
            (
                "delete from audit where id > 7",
                "update audit_anchor set position = 7, hash = "
                "(select hash from audit where id = 7)",
            ),
            7,
            "not signed by this key",
        ),
        (
            (
                "update audit set id = 100 where id = 3",
                "update audit set id = 3 where id = 6",
                "update audit set id = 6 where id = 100",
            ),
            3,
            "row 3 was changed or moved",
        ),
        (
            (
                "insert into audit (id, at, who, what, purpose, subject, detail) values "
                "(10, '2026-01-01 00:00:00.000000', 'duty', 'task.step', '', 's', '')",
            ),
            10,
            "written past the system",
        ),
        (("update audit set hash = null where id = 6",), 6, "not in the chain"),
        (("delete from audit",), 1, "rows 1 to 9 were cut off"),
        (("delete from audit", "delete from audit_anchor"), 1, "rows from 1 on are lost"),
    ],
)
def test_what_is_done_by_sql_is_found_and_the_first_bad_row_named(
    state: Path, statements: tuple[str, ...], row: int, said: str
) -> None:
    by_sql(state, *statements)
    result = verify(state)
    assert result.exit_code == 1
    assert said in result.output
    assert first_bad_row(result) == row


def test_a_changed_row_whose_hash_is_made_to_fit_is_found_by_its_seal(state: Path) -> None:
    rechained(
        state,
        lambda entry: replace(entry, detail="x") if entry.detail == "step 3" else entry,
        seals=True,
    )
    result = verify(state)
    assert (result.exit_code, first_bad_row(result)) == (1, 5)
    assert "were rewritten" in result.output


def test_a_chain_written_anew_without_the_key_is_found(state: Path) -> None:
    rechained(state, lambda entry: replace(entry, who="somebody else"), seals=False)
    result = verify(state)
    assert (result.exit_code, first_bad_row(result)) == (1, LAST)
    assert "is not the one that was mirrored" in result.output
    assert "is not signed by this key" in result.output
    # Without the mirror too.
    (state / "audit-head.json").unlink()
    assert "is not signed by this key" in verify(state).output


def test_a_database_rolled_back_to_an_older_copy_is_found(state: Path) -> None:
    old = copy(state)

    async def go_on(*details: str) -> None:
        async with ledger(state) as one:
            await one.write(*details)

    asyncio.run(go_on("later", "latest"))
    assert verify(state).exit_code == 0
    restore(state, old)
    result = verify(state)
    assert (result.exit_code, first_bad_row(result)) == (1, LAST + 1)
    assert "rolled back to an older copy" in result.output
    # Not even by going on until there are as many rows again.
    asyncio.run(go_on("other", "things", "and", "more"))
    result = verify(state)
    assert (result.exit_code, first_bad_row(result)) == (1, LAST + 2)
    assert "the database was rolled back and went on" in result.output


def test_an_older_head_in_the_place_of_the_newest_does_not_hide_a_cut(state: Path) -> None:
    old = copy(state)

    async def go_on() -> None:
        async with ledger(state) as one:
            await one.write("what is to vanish")

    asyncio.run(go_on())
    by_sql(
        state,
        "delete from audit where id = 10",
        f"attach database '{old}' as old",
        "delete from audit_anchor",
        "insert into audit_anchor select * from old.audit_anchor",
    )
    result = verify(state)
    assert (result.exit_code, first_bad_row(result)) == (1, 10)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "was removed"), ("{}", "cannot be read"), ("rubbish", "cannot be read")],
)
def test_a_mirror_that_is_gone_or_damaged_is_told(
    state: Path, content: str | None, said: str
) -> None:
    mirror = state / "audit-head.json"
    mirror.unlink()
    if content is not None:
        mirror.write_text(content)
    result = verify(state)
    assert (result.exit_code, first_bad_row(result)) == (1, None)
    assert said in result.output


def test_a_changed_mirror_is_told(state: Path) -> None:
    mirror = state / "audit-head.json"
    mirror.write_text(mirror.read_text().replace('"position": 9', '"position": 8'))
    assert "the mirror" in verify(state).output
    assert verify(state).exit_code == 1


def test_a_seal_cannot_be_made_a_head_of(state: Path) -> None:
    by_sql(
        state,
        "delete from audit where id > 6",
        "update audit_anchor set position = 6, hash = (select hash from audit where id = 6), at = "
        "(select at from audit where id = 6), signature = "
        "(select substr(seal, 18) from audit where id = 6)",
    )
    (state / "audit-head.json").unlink()
    assert "is not signed by this key" in verify(state).output


def test_a_head_kept_elsewhere_is_one_more_witness(state: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    head = run("head", "--state", state)
    kept.write_text(head.output.splitlines()[0])
    old = copy(state)

    async def go_on() -> None:
        async with ledger(state) as one:
            await one.write("later")

    asyncio.run(go_on())
    later = tmp_path / "later.json"
    later.write_text(run("head", "--state", state).output.splitlines()[0])
    assert verify(state, "--also", kept, "--also", later).exit_code == 0
    # Database and mirror rolled back together.
    restore(state, old)
    (state / "audit-head.json").write_text(kept.read_text())
    assert verify(state).exit_code == 0
    result = verify(state, "--also", later)
    assert (result.exit_code, first_bad_row(result)) == (1, 10)


def test_the_public_key_is_enough_to_verify(state: Path) -> None:
    text = run("head", "--state", state).stderr.split("public key: ")[1].split()[0]
    (state / "audit.key").unlink()
    assert verify(state, "--public-key", text).exit_code == 0
    assert verify(state).exit_code == 3
    assert verify(state, "--public-key", "rubbish").exit_code == 3
    assert not (state / "audit.key").exists()


def test_verifying_where_there_is_nothing_says_so(tmp_path: Path) -> None:
    result = verify(tmp_path)
    assert result.exit_code == 3
    assert "--state" in result.output
