"""The trail is written with what it tells, survives kills without false alarms, and goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from command_center.audit.audit_recorder import AuditRecorder
from command_center.audit.audit_trail import AuditTrail
from command_center.audit.audited_act import AuditedAct
from command_center.store.audit_row import AuditRow
from command_center.store.database import Database
from sharp_eyes.clock import ManualClock
from sharp_eyes.errors import BadInput, Damaged, TryAgain
from tests.integration.command_center.audit.ledger import (
    by_sql,
    copy,
    ledger,
    restore,
    run,
    verify,
    written,
)
from tests.integration.command_center.house import REGISTRY, until
from tests.integration.command_center.store import Store


async def test_an_act_that_is_rolled_back_leaves_no_row(tmp_path: Path) -> None:
    async with ledger(tmp_path) as one:

        async def act() -> None:
            async with one.database.write() as session:
                one.trail.log.note(session, "duty", AuditedAct.TASK_STEP, "task/1")
                raise RuntimeError("the act failed")

        with pytest.raises(RuntimeError):
            await act()
        await one.write("after")
        async with one.database.read() as session:
            rows = (await session.scalars(select(AuditRow).order_by(AuditRow.id))).all()
    assert [(row.id, row.detail) for row in rows][1:] == [(2, "after")]
    assert (await asyncio.to_thread(verify, tmp_path)).exit_code == 0


async def test_a_session_that_only_reads_takes_no_entry(tmp_path: Path) -> None:
    async with ledger(tmp_path) as one, one.database.read() as session:
        with pytest.raises(ValueError, match="only reads"):
            one.trail.log.note(session, "duty", AuditedAct.TASK_STEP, "task/1")


async def test_odd_characters_come_back_as_they_were_hashed(tmp_path: Path) -> None:
    async with ledger(tmp_path) as one:
        await one.write("a\0b", "\ud800", "末" * 600, "\U0001f600", "e\u0301", " trailing ")
    assert (await asyncio.to_thread(verify, tmp_path)).exit_code == 0


async def test_two_processes_write_one_chain(tmp_path: Path) -> None:
    async with ledger(tmp_path) as one, ledger(tmp_path) as other:
        await asyncio.gather(*(each.write(*"abcdefgh") for each in (one, other)))
        await asyncio.gather(one.trail.keeper.keep(), other.trail.keeper.keep())
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 0, result.output
    assert "17 row(s)" in result.output


async def test_rows_from_before_the_chain_are_chained_and_protected_from_then_on(
    tmp_path: Path, store: Store
) -> None:
    database = Database(store.url(tmp_path))
    await database.migrate()
    async with database.write() as session:
        session.add_all(
            AuditRow(at=ManualClock().now(), who="duty", what="task.step", subject=f"task/{n}")
            for n in range(5)
        )
    await database.close()
    by_sql(tmp_path, "delete from audit where id = 2")
    await written(tmp_path, 2)
    result = await asyncio.to_thread(verify, tmp_path)
    assert (result.exit_code, "7 row(s), 1 to 8" in result.output) == (0, True)
    by_sql(tmp_path, "update audit set who = 'x' where id = 4")
    assert "row 4 was changed" in (await asyncio.to_thread(verify, tmp_path)).output


async def test_the_key_is_outside_the_database_and_for_its_owner_alone(tmp_path: Path) -> None:
    await written(tmp_path)
    key = tmp_path / "audit.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    content = key.read_bytes().strip()
    assert not [file for file in tmp_path.glob("centre.sqlite*") if content in file.read_bytes()]


@pytest.mark.parametrize(
    ("key", "error"), [("rubbish", BadInput), ("QUJD", BadInput), ("ä", BadInput)]
)
async def test_a_key_that_is_none_is_refused(
    tmp_path: Path, store: Store, key: str, error: type[Exception]
) -> None:
    database = Database(store.url(tmp_path))
    with pytest.raises(error):
        AuditTrail.open(database, tmp_path, key, None, ManualClock())
    await database.close()


async def test_with_another_key_nothing_is_written_until_a_person_has_looked(
    tmp_path: Path,
) -> None:
    await written(tmp_path)
    (tmp_path / "audit.key").unlink()
    async with ledger(tmp_path) as one:
        with pytest.raises(Damaged, match="not signed by this key"):
            await one.trail.check_head()
        with pytest.raises(Damaged, match="not signed by this key"):
            await one.write("unsigned")
        async with one.database.read() as session:
            assert await session.scalar(select(AuditRow).where(AuditRow.detail == "unsigned")) is (
                None
            )
    assert (await asyncio.to_thread(verify, tmp_path)).exit_code == 1
    told = await asyncio.to_thread(
        run, "accept", "--state", tmp_path, "--reason", "the key was lost with the old disk"
    )
    assert told.exit_code == 0
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 0, result.output
    await written(tmp_path)
    assert (await asyncio.to_thread(verify, tmp_path)).exit_code == 0


async def test_what_a_person_has_looked_at_is_told_and_later_damage_is_found(
    tmp_path: Path,
) -> None:
    await written(tmp_path)
    by_sql(tmp_path, "update audit set who = 'x' where id = 3", "delete from audit where id = 9")
    assert (await asyncio.to_thread(verify, tmp_path)).exit_code == 1
    await asyncio.to_thread(run, "accept", "--state", tmp_path, "--reason", "looked at")
    await written(tmp_path)
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 0, result.output
    assert "accepted before: " in result.output
    by_sql(tmp_path, "update audit set who = 'x' where id = 4")
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 1
    assert "row 4" in result.output


async def test_nobody_accepts_in_the_place_of_who_has_the_key(tmp_path: Path) -> None:
    await written(tmp_path)
    by_sql(
        tmp_path,
        "update audit set who = 'x' where id = 3",
        "update audit set what = 'audit.accepted', detail = 'row:3 row:6' where id = 6",
    )
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 1
    assert "row 3" in result.output


@pytest.mark.sqlite_only("its file is copied and put back")
async def test_a_restored_backup_is_accepted_by_a_person(tmp_path: Path) -> None:
    state = tmp_path / "state"
    await written(state)
    old = copy(state)
    await written(state)
    restore(state, old)
    assert (await asyncio.to_thread(verify, state)).exit_code == 1
    await asyncio.to_thread(run, "accept", "--state", state, "--reason", "disk failed; restored")
    assert (await asyncio.to_thread(verify, state)).exit_code == 0


async def test_a_mirror_that_was_removed_is_not_made_again_by_going_on(tmp_path: Path) -> None:
    await written(tmp_path)
    (tmp_path / "audit-head.json").unlink()
    async with ledger(tmp_path) as one:
        await one.write("later")
        assert not await one.trail.keeper.keep()
    assert "is not there" in (await asyncio.to_thread(verify, tmp_path)).output


async def test_the_mirror_follows_by_itself(tmp_path: Path) -> None:
    async with ledger(tmp_path) as one:
        keeping = asyncio.create_task(one.trail.keeper.run())
        try:
            await one.write("a", "b")
            mirror = tmp_path / "audit-head.json"
            await until(lambda: '"position": 3' in mirror.read_text())
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)


async def test_calls_share_commits_and_each_returns_once_its_rows_are_there(
    tmp_path: Path,
) -> None:
    async with ledger(tmp_path) as one:
        seals = "select count(*) from audit where seal is not null"
        writing = asyncio.create_task(one.trail.recorder.run())

        async def look(number: int) -> None:
            entry = _entry(one.trail, f"camera/{number}")
            await one.trail.recorder.record([entry])
            async with one.database.read() as session:
                found = await session.scalar(
                    select(AuditRow.camera_id).where(AuditRow.subject == entry.subject)
                )
            assert found == str(number)

        try:
            await asyncio.gather(*(look(number) for number in range(200)))
            async with one.database.read() as session:
                commits = await session.scalar(text(seals))
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
    # The first has one to itself, and the others gather meanwhile.
    assert commits is not None
    assert commits < 50
    assert "201 row(s)" in (await asyncio.to_thread(verify, tmp_path)).output


async def test_when_the_line_is_full_the_act_is_refused_and_never_goes_on_unaudited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command_center.audit.audit_recorder.PLACE_S", 0.05)
    monkeypatch.setattr("command_center.audit.audit_recorder.MAX_CALLS", 3)
    async with ledger(tmp_path) as one:
        recorder = AuditRecorder(one.database, one.trail.log)
        waiting = [
            asyncio.create_task(recorder.record([_entry(one.trail, f"camera/{n}")]))
            for n in range(3)
        ]
        await asyncio.sleep(0)
        with pytest.raises(TryAgain, match="nothing is shown without it"):
            await recorder.record([_entry(one.trail, "camera/4")])
        writing = asyncio.create_task(recorder.run())
        await asyncio.gather(*waiting)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


@pytest.mark.parametrize("statement", ["drop table audit", "delete from audit_anchor"])
async def test_when_rows_cannot_be_written_the_act_is_refused(
    tmp_path: Path, statement: str
) -> None:
    async with ledger(tmp_path) as one:
        writing = asyncio.create_task(one.trail.recorder.run())
        try:
            by_sql(tmp_path, statement)
            with pytest.raises(TryAgain):
                await one.trail.recorder.record([_entry(one.trail, "camera/1")])
            assert not writing.done()
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.integration.command_center.audit.ledger import ledger
import command_center.audit.mirror as mirror
import command_center.audit.chain as chain

state, place = Path(sys.argv[1]), sys.argv[2]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

async def work():
    if place == "before the first mirror":
        mirror.Mirror.write = die
    if place == "between the first mirror and the beginning":
        chain.Chain.begin = die
    if place == "between the beginning and its mirror":
        first = mirror.Mirror.write
        def write(self, head):
            die() if head.position else first(self, head)
        mirror.Mirror.write = write
    if place == "while the mirror is replaced":
        os.replace = die
        mirror.Path.replace = die
    async with ledger(state) as one:
        if place == "between commit and mirror":
            mirror.Mirror.write = die
        if place == "before the commit":
            chain.write_anchor = die
        await one.write("a", "b")
        await one.trail.keeper.keep()

asyncio.run(work())
"""


@pytest.mark.sqlite_only("the process that is killed opens the file by itself")
@pytest.mark.parametrize(
    "place",
    [
        "before the first mirror",
        "between the first mirror and the beginning",
        "between the beginning and its mirror",
        "before the commit",
        "between commit and mirror",
        "while the mirror is replaced",
    ],
)
async def test_a_kill_raises_no_false_alarm(tmp_path: Path, place: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        KILLED,
        str(tmp_path),
        place,
        env=os.environ | {"PYTHONPATH": str(REGISTRY.parent)},
        stdout=subprocess.DEVNULL,
    )
    async with asyncio.timeout(50):
        assert await process.wait() == -signal.SIGKILL
    result = await asyncio.to_thread(verify, tmp_path)
    begun = place not in (
        "before the first mirror",
        "between the first mirror and the beginning",
        "while the mirror is replaced",
    )
    if begun:
        assert result.exit_code == 0, result.output
    # And it goes on as if nothing had been.
    await written(tmp_path, 3)
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 0, result.output


def _entry(trail: AuditTrail, subject: str):  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    from command_center.accounts.viewer import Viewer

    until_ = datetime(2027, 1, 1, tzinfo=UTC)
    viewer = Viewer(1, "duty", "值班员", (), "S", "duty", until_)
    return trail.log.entry(viewer, AuditedAct.STILLS_OPENED, subject)
