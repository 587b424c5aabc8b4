"""What a worker keeps of refused alerts is seen and dealt with in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from command_center.accounts.role import Role
from ingest.centre_client.client import CentreClient
from ingest.worker.dead_letter_teller import DeadLetterTeller
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal
from tests.e2e.desk import desk
from tests.integration.command_center.house import NODE_TOKEN, House
from tests.unit.command_center.alerts import VILLAGE
from tests.unit.sharp_eyes.dispatch.conftest import Story

OTHER = "370499101203"
REASONS = ("its camera is registered in another town", "<i>data.severity</i>: too much")

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(240)]


@asynccontextmanager
async def refused(town: House, folder: Path) -> AsyncIterator[tuple[Outbox, DeadLetterTeller]]:
    """A worker's outbox with two alerts that the centre refused, and what tells the centre."""
    clock = ManualClock()
    story, outbox = Story(clock), await Outbox.open(folder / "s.sqlite", clock)
    try:
        for zone in ("square", "lane"):
            await outbox.record(*story.open(zone))
        rows = await outbox.take_due(10)
        refusals = [
            Refusal(id=row.alert_id, reason=reason)
            for row, reason in zip(rows, REASONS, strict=True)
        ]
        await outbox.acknowledge(Acknowledgement(refused=tuple(refusals)))
        async with CentreClient(town.url, NODE_TOKEN) as centre:
            await centre.grant("shard-1")
            yield outbox, DeadLetterTeller(centre, outbox, "shard-1")
    finally:
        await outbox.close()


async def test_a_workers_dead_letters_come_to_their_operators_who_send_again_or_put_aside(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        desk(chromium_path, tmp_path, monkeypatch) as opened,
        refused(opened.town, tmp_path / "node") as (outbox, teller),
    ):
        town, view = opened.town, opened.view
        await teller.tell()
        await town.add_user("duty.officer", VILLAGE)
        await town.add_user("neighbour", OTHER, Role.OPERATOR)
        await town.add_user("operator", VILLAGE, Role.OPERATOR)

        await opened.open("dead_letters.html")
        await opened.sign_in("duty.officer")
        await view.wait_for_selector("#said.bad:has-text('none of your roles may do this')")
        assert not await view.is_visible("#letters")
        await view.click("#sign-out")
        await opened.sign_in("neighbour")
        await view.wait_for_selector("#letters td:has-text('none')")
        await view.click("#sign-out")

        await opened.sign_in("operator")
        await view.wait_for_selector(".bar nav a:has-text('Refused alerts (2)')")
        first = "#letters tr:has-text('摄像机登记在另一个镇')"
        second = "#letters tr:has-text('<i>data.severity</i>')"
        await view.wait_for_selector(f"{first}:has-text('东溪文化广场'):has-text('crowd')")
        # Not without having chosen some, and not without a reason.
        await view.fill("#order [name=reason]", "已补登记")
        await view.click("#order button:has-text('Send again')")
        await view.wait_for_selector("#said.bad:has-text('choose some')")
        await view.check(f"{first} input")
        await view.fill("#order [name=reason]", "")
        await view.click("#order button:has-text('Send again')")
        assert await view.locator("#order [name=reason]:invalid").count() == 1
        await view.fill("#order [name=reason]", "已补登记")
        await view.click("#order button:has-text('Send again')")
        await view.wait_for_selector(f"{first}:has-text('send again'):has-text('已补登记')")

        # What was put aside waits for nobody; until the node has done it, one can look it up.
        await view.check(f"{second} input")
        await view.fill("#order [name=reason]", "重复")
        await view.click("#order button:has-text('Put aside')")
        await view.wait_for_selector(second, state="detached")
        assert (await view.inner_text("#total")).strip() == "1"
        await view.check("#aside")
        await view.wait_for_selector(f"{second}:has-text('operator：重复')")

        await teller.tell()
        assert (outbox.figures.dead_letters, outbox.figures.waiting) == (0, 1)
        await teller.tell()
        await view.click("#reload")
        await view.wait_for_selector("#letters td:has-text('none')")


async def test_letters_of_a_removed_node_say_so_and_are_put_aside_together(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        desk(chromium_path, tmp_path, monkeypatch) as opened,
        refused(opened.town, tmp_path / "node") as (_outbox, teller),
    ):
        town, view = opened.town, opened.view
        await teller.tell()
        await town.add_user("system", "", Role.SYSTEM_ADMIN)
        await opened.open("dead_letters.html")
        await opened.sign_in("system")
        await view.wait_for_selector("#letters .tag:has-text('silent') >> nth=1")
        async with town.somebody(Role.SYSTEM_ADMIN) as api:
            [node] = (await api.get("/api/v1/nodes")).json()
            assert (await api.delete(f"/api/v1/nodes/{node['name']}")).status_code == 204
        await view.click("#reload")
        await view.wait_for_selector("#letters .tag.bad:has-text('removed') >> nth=1")
        await view.check("#every")
        await view.fill("#order [name=reason]", "设备报废")
        await view.click("#order button:has-text('Send again')")
        await view.wait_for_selector("#said.bad:has-text('was removed')")
        await view.click("#order button:has-text('Put aside')")
        await view.wait_for_selector("#letters td:has-text('none')")
