"""Whatever a file holds, an import takes all of it or nothing, and says why."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from sqlalchemy import select

from command_center.audit.audit_trail import AuditTrail
from command_center.commands.sheet_work import import_sheet
from command_center.registry.credential_box import CredentialBox
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.registry.sheets.camera_columns import CAMERA_COLUMNS
from command_center.registry.sheets.offer import Correction
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.row_plan import RowAction
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.store.database import Database
from command_center.store.registry_change_row import RegistryChangeRow
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import BadInput
from tests.fuzz.effort import examples
from tests.integration.command_center.store import Store
from tests.unit.command_center.registry.sheets.sheets import TOWN

_IDS = [f"3704990100132600000{number}" for number in range(1, 10)]
_CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "-",
            "是",
            "否",
            "道路",
            "厕所",
            "370499101201",
            "370499101201001",
            "东溪村",
            "rtsp://h/x",
            "rtsp://u:p@h/x",
            "117.616",
            "34.702",
            "=1+1",
            "'=x",
            "晨光镇综治中心",
            "3.7E+19",
        ]
    ),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
_ROWS = st.lists(
    st.tuples(st.one_of(st.sampled_from(_IDS), _CELLS), st.lists(_CELLS, max_size=15)),
    min_size=1,
    max_size=6,
)
_OPTIONS = st.builds(
    PlanOptions, st.frozensets(st.sampled_from(list(Correction)), max_size=2), st.booleans()
)
_HEADINGS = [column.title.zh for column in CAMERA_COLUMNS]


def _csv(rows: list[tuple[Any, list[Any]]], encoding: str) -> bytes:
    lines = [",".join(_HEADINGS)]
    for first, rest in rows:
        cells = [str(cell).replace('"', '""') for cell in (first, *rest)]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return "\r\n".join(lines).encode(encoding, "replace")


def _xlsx(rows: list[tuple[Any, list[Any]]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(_HEADINGS)
    for first, rest in rows:
        try:
            page.append([first, *rest])
        except (IllegalCharacterError, ValueError):
            continue
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_FILES = st.one_of(
    st.builds(_csv, _ROWS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])),
    st.builds(_xlsx, _ROWS),
    st.binary(max_size=200),
    st.builds(
        lambda data, at, put: data[: at % len(data)] + put + data[at % len(data) + len(put) :],
        st.builds(_xlsx, _ROWS),
        st.integers(0, 1 << 16),
        st.binary(min_size=1, max_size=8),
    ),
)


class _House:
    """A database with the demo town, that is kept from one example to the next."""

    def __init__(self, folder: Path, url: str) -> None:
        clock = SystemClock()
        self.database = Database(url)
        self.trail = AuditTrail.open(self.database, folder, None, None, clock)
        box = CredentialBox.from_folder(folder, None)
        secrets = SecretStore(self.database, box, self.trail.log, clock)
        self.exchange = RegistryExchange(self.database, self.trail.log, clock, secrets=secrets)

    async def begin(self) -> None:
        await self.trail.begin()
        await self.exchange.take(TOWN, prune=False, what="the town")

    async def state(self) -> tuple[Any, ...]:
        directory = await self.exchange.directory()
        async with self.database.read() as session:
            secrets = (await session.scalars(select(CameraSecretRow.name))).all()
            changes = (
                await session.execute(select(RegistryChangeRow.revision, RegistryChangeRow.key))
            ).all()
        return directory.revision, directory.registry, sorted(secrets), len(changes)


@pytest.mark.timeout(600)
def test_an_import_takes_all_of_a_file_or_nothing(tmp_path: Path, store: Store) -> None:
    loop = asyncio.new_event_loop()
    house = _House(tmp_path, store.url(tmp_path))
    loop.run_until_complete(house.begin())

    async def one(data: bytes, options: PlanOptions) -> None:
        before = await house.state()
        try:
            tried = await import_sheet(house.exchange, data, "x", options, dry_run=True)
        except BadInput:
            assert await house.state() == before
            return
        assert await house.state() == before
        done = await import_sheet(house.exchange, data, "x", options, dry_run=False)
        assert [row.action for row in done.rows] == [row.action for row in tried.rows]
        after = await house.state()
        if not done.ready:
            assert after == before
            assert all(
                fault.reason.zh and fault.reason.en for row in done.rows for fault in row.faults
            )
            return
        assert after[1] == done.check()
        changed = done.count(RowAction.ADD) + done.count(RowAction.CHANGE)
        assert after[3] - before[3] == changed
        assert after[0] - before[0] <= 1
        # The same again is no change.
        again = await import_sheet(house.exchange, data, "x", options, dry_run=False)
        if again.ready:
            assert await house.state() == after

    @examples(20)
    @given(_FILES, _OPTIONS)
    def fuzz(data: bytes, options: PlanOptions) -> None:
        loop.run_until_complete(one(data, options))

    try:
        fuzz()
    finally:
        loop.run_until_complete(house.database.close())
        loop.close()
