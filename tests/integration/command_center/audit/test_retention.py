"""What has outlived its life goes, in order, written down; what is held or needed stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from command_center.audit.audited_act import AuditedAct
from command_center.evidence.evidence_store import EvidenceStore
from command_center.retention.retention import Retention
from command_center.retention.retention_settings import RetentionSettings
from command_center.store.alert_row import AlertRow
from command_center.store.audit_row import AuditRow
from command_center.store.base import Base
from command_center.store.duty_shift_row import DutyShiftRow
from command_center.store.evidence_row import EvidenceRow
from command_center.store.feed_event_row import FeedEventRow
from command_center.store.handover_row import HandoverRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_row import IncidentRow
from command_center.store.legal_hold_row import LegalHoldRow
from command_center.store.task_row import TaskRow
from command_center.store.task_step_row import TaskStepRow
from command_center.store.user_row import UserRow
from sharp_eyes.clock import ManualClock
from tests.integration.command_center.audit.ledger import Ledger, by_sql, ledger, verify

DAY_S = 86_400.0
SETTINGS = RetentionSettings(
    evidence_days=10, incident_days=20, task_days=30, audit_days=40, shift_days=15, feed_days=5
)


@dataclass
class Town:
    """A centre's database with cases in it."""

    state: Path
    ledger: Ledger
    store: EvidenceStore
    retention: Retention
    clock: ManualClock

    async def tell(self, messages: int) -> None:
        """Add messages of now to the feed."""
        async with self.ledger.database.write() as session:
            session.add_all(
                FeedEventRow(at=self.clock.now(), type="task", region=None, data={})
                for _ in range(messages)
            )

    async def duty(self, name: str) -> None:
        """Add a shift of now, and its handover."""
        now = self.clock.now()
        async with self.ledger.database.write() as session:
            user = UserRow(
                username=name, display_name=name, password_hash="", disabled=False, created_at=now
            )
            session.add(user)
            await session.flush()
            session.add(
                DutyShiftRow(
                    id=name,
                    user_id=user.id,
                    region="",
                    label="",
                    begins_at=now,
                    ends_at=now,
                    written_by="x",
                    written_at=now,
                )
            )
            session.add(
                HandoverRow(
                    id=name,
                    region="",
                    unit="",
                    sheet={},
                    sheet_sha256="0" * 64,
                    given_by=name,
                    given_by_name=name,
                    given_session="S",
                    given_note="",
                    given_at=now,
                )
            )

    async def case(self, name: str, *, open_: bool = False, task: str | None = "archived") -> None:
        """Add an incident of now with an alert, a picture, and a task."""
        now = self.clock.now()
        sha256 = _sha256(name)
        await self.store.put(sha256, b"picture")
        async with self.ledger.database.write() as session:
            session.add_all([_incident(name, now, open_=open_), _alert(name, now)])
            session.add(EvidenceRow(sha256=sha256, status="stored", named_at=now, stored_at=now))
            await session.flush()
            session.add(
                IncidentEvidenceRow(incident_id=name, sha256=sha256, role="scene", position=0)
            )
            if task is not None:
                session.add(_task(name, now, task))
                await session.flush()
                session.add(TaskStepRow(task_id=f"T{name}", at=now, who="duty", action="close"))

    async def purge_after(self, days: float) -> None:
        """Let time go by and purge."""
        self.clock.advance(days * DAY_S)
        await self.retention.run_once()

    async def ids(self, column: object) -> list[object]:
        """Return a column's values, in order."""
        async with self.ledger.database.read() as session:
            return sorted(await session.scalars(select(column)))  # type: ignore[call-overload]

    async def acts(self) -> list[tuple[str, str]]:
        """Return what the trail says of purges."""
        async with self.ledger.database.read() as session:
            rows = await session.execute(
                select(AuditRow.what, AuditRow.subject)
                .where(AuditRow.what.endswith(".purged"))
                .order_by(AuditRow.id)
            )
            return [(row.what, row.subject) for row in rows]


@asynccontextmanager
async def town(state: Path) -> AsyncIterator[Town]:
    """Run a database with a trail and a purge."""
    clock = ManualClock()
    async with ledger(state, clock) as one:
        store = EvidenceStore.open(None, state / "evidence")
        retention = Retention.of(SETTINGS, one.database, store, one.trail, clock)
        yield Town(state, one, store, retention, clock)


async def test_pictures_go_first_then_tasks_then_incidents_each_after_its_life(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as it:
        await it.case("A")
        await it.purge_after(9)
        assert await it.store.get(_sha256("A")) is not None
        await it.purge_after(2)
        assert await it.store.get(_sha256("A")) is None
        assert await it.ids(EvidenceRow.sha256) == []
        assert (await it.ids(IncidentRow.id), await it.ids(TaskRow.id)) == (["A"], ["TA"])
        await it.purge_after(10)
        # Its life is over, its task's is not.
        assert (await it.ids(IncidentRow.id), await it.ids(TaskRow.id)) == (["A"], ["TA"])
        await it.purge_after(10)
        for column in (IncidentRow.id, TaskRow.id, AlertRow.id, TaskStepRow.task_id):
            assert await it.ids(column) == []
        assert await it.acts() == [
            ("evidence.purged", f"evidence/{_sha256('A')}"),
            ("task.purged", "task/TA"),
            ("incident.purged", "incident/A"),
        ]
    assert (await asyncio.to_thread(verify, tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    ("case", "left"),
    [
        ({"open_": True, "task": None}, ("picture", "incident")),
        ({"open_": True}, ("picture", "incident", "task")),
        ({"task": "accepted"}, ("picture", "incident", "task")),
        ({"task": None}, ()),
    ],
)
async def test_what_is_still_needed_stays(
    tmp_path: Path, case: dict[str, object], left: tuple[str, ...]
) -> None:
    async with town(tmp_path) as it:
        await it.case("A", **case)  # type: ignore[arg-type]
        await it.purge_after(35)
        found = {
            "picture": await it.ids(EvidenceRow.sha256),
            "incident": await it.ids(IncidentRow.id),
            "task": await it.ids(TaskRow.id),
        }
    assert tuple(name for name, ids in found.items() if ids) == left


async def test_a_legal_hold_stops_it_for_one_case_and_no_other(tmp_path: Path) -> None:
    async with town(tmp_path) as it:
        await it.case("A")
        await it.case("B")
        async with it.ledger.database.write() as session:
            session.add(
                LegalHoldRow(incident_id="A", set_at=it.clock.now(), set_by="boss", reason="17")
            )
        await it.purge_after(35)
        assert await it.ids(IncidentRow.id) == ["A"]
        assert await it.ids(TaskRow.id) == ["TA"]
        assert await it.ids(AlertRow.incident_id) == ["A"]
        assert await it.ids(EvidenceRow.sha256) == [_sha256("A")]
        assert await it.store.get(_sha256("A")) is not None
        assert await it.store.get(_sha256("B")) is None
        async with it.ledger.database.write() as session:
            row = await session.get(LegalHoldRow, "A")
            await session.delete(row)
        await it.purge_after(0)
        await it.purge_after(0)
        assert await it.ids(IncidentRow.id) == []


async def test_a_picture_of_two_cases_stays_as_long_as_one_needs_it(tmp_path: Path) -> None:
    async with town(tmp_path) as it:
        await it.case("A", task=None)
        await it.case("B", open_=True, task=None)
        async with it.ledger.database.write() as session:
            session.add(
                IncidentEvidenceRow(incident_id="B", sha256=_sha256("A"), role="scene", position=1)
            )
        await it.purge_after(35)
        assert await it.store.get(_sha256("A")) is not None
        assert await it.ids(IncidentRow.id) == ["A", "B"]


async def test_a_purge_that_was_killed_before_the_bytes_went_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(tmp_path) as it:
        await it.case("A", task=None)

        async def fails(*_arguments: object) -> None:
            raise OSError("the store is away")

        with monkeypatch.context() as patch:
            patch.setattr(it.store, "delete", fails)
            await it.purge_after(11)
        assert await it.ids(IncidentEvidenceRow.sha256) == []
        assert await it.ids(EvidenceRow.status) == ["purging"]
        assert await it.store.get(_sha256("A")) is not None
        await it.purge_after(0)
        assert await it.store.get(_sha256("A")) is None
        assert await it.ids(EvidenceRow.status) == []
        assert await it.acts() == [("evidence.purged", f"evidence/{_sha256('A')}")]


async def test_the_trail_loses_a_prefix_and_still_verifies(tmp_path: Path) -> None:
    async with town(tmp_path) as it:
        await it.ledger.write("old", "older", "oldest")
        it.clock.advance(30 * DAY_S)
        await it.ledger.write("young")
        await it.purge_after(11)
        assert await it.ids(AuditRow.id) == [5, 6]
        assert await it.acts() == [("audit.purged", "audit")]
        await it.purge_after(0)
        assert await it.ids(AuditRow.id) == [5, 6]
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 0, result.output
    assert "rows up to 4 were purged in time" in result.output


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("delete from audit where id = 5", "rows 5 to 5 were removed"),
        (
            "update audit_anchor set position = 5, hash = (select hash from audit where id = 5) "
            "where name = 'checkpoint'",
            "the checkpoint up to row 5 is not signed",
        ),
        ("delete from audit_anchor where name = 'checkpoint'", "rows 1 to 4 were removed"),
    ],
)
async def test_a_purge_that_the_system_did_not_make_is_found(
    tmp_path: Path, statement: str, said: str
) -> None:
    async with town(tmp_path) as it:
        await it.ledger.write("old", "older", "oldest")
        it.clock.advance(30 * DAY_S)
        await it.ledger.write("young")
        await it.purge_after(11)
    by_sql(tmp_path, statement)
    result = await asyncio.to_thread(verify, tmp_path)
    assert result.exit_code == 1
    assert said in result.output


async def test_the_trail_is_kept_from_a_held_case_on(tmp_path: Path) -> None:
    async with town(tmp_path) as it:
        await it.case("A")
        await it.ledger.write("before")
        async with it.ledger.database.write() as session:
            session.add(
                LegalHoldRow(incident_id="A", set_at=it.clock.now(), set_by="boss", reason="17")
            )
            it.ledger.trail.log.note(session, "boss", AuditedAct.HOLD_SET, "incident/A")
        await it.ledger.write("after")
        await it.purge_after(100)
        async with it.ledger.database.read() as session:
            assert await session.scalar(select(func.min(AuditRow.id))) == 3


async def test_a_bent_prefix_is_not_purged_because_it_is_the_proof(tmp_path: Path) -> None:
    async with town(tmp_path) as it:
        await it.ledger.write("a", "b", "c")
        by_sql(tmp_path, "update audit set who = 'x' where id = 3")
        await it.purge_after(100)
        assert len(await it.ids(AuditRow.id)) == 4
    result = await asyncio.to_thread(verify, tmp_path)
    assert (result.exit_code, "row 3 was changed" in result.output) == (1, True)


async def test_handovers_and_the_roster_go_after_their_life_and_the_trail_says_so(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as it:
        await it.duty("A")
        await it.purge_after(14)
        await it.duty("B")
        await it.purge_after(2)
        assert await it.ids(HandoverRow.id) == ["B"]
        assert await it.ids(DutyShiftRow.id) == ["B"]
        assert await it.acts() == [("shift.purged", "handover/A"), ("shift.purged", "roster")]


async def test_the_feed_is_purged_to_the_last_old_message_and_its_newest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("command_center.retention.feed_purge.BATCH", 4)
    async with town(tmp_path) as it:
        await it.tell(6)
        await it.purge_after(4)
        assert len(await it.ids(FeedEventRow.position)) == 6
        await it.tell(3)
        # In a quiet village a batch is never full.
        await it.purge_after(2)
        assert await it.ids(FeedEventRow.position) == [7, 8, 9]
        await it.purge_after(5)
        assert await it.ids(FeedEventRow.position) == [9]


def _sha256(name: str) -> str:
    return name.lower() * 64


def _incident(name: str, now: object, *, open_: bool) -> Base:
    return IncidentRow(
        id=name,
        kind="crowd",
        subject=f"camera/{name}",
        camera_id=name,
        zone="z",
        source="s",
        region="370499101201",
        severity=1,
        state="open" if open_ else "ended",
        review="none",
        epoch=1,
        seq=1,
        opened_at=now,
        updated_at=now,
        ended_at=None if open_ else now,
        alert_id=name,
        decoded_at=now,
        received_at=now,
        time_source="arrival",
        measurement={},
        model={},
    )


def _alert(name: str, now: object) -> Base:
    return AlertRow(
        id=f"L{name}",
        claimed_incident_id=name,
        incident_id=name,
        kind="crowd",
        source="s",
        epoch=1,
        seq=1,
        region="370499101201",
        captured_at=now,
        received_at=now,
        body={},
    )


def _task(name: str, now: object, state: str) -> Base:
    return TaskRow(
        id=f"T{name}",
        incident_id=name,
        kind="crowd",
        title_zh="t",
        title_en="t",
        state=state,
        region="370499101201",
        assigned="grid",
        opened_at=now,
        opened_by="machine",
        opened_by_model="m",
        due=[],
        overdue=False,
    )
