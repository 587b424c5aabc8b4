"""Permits and protected land are drawn, changed and imported in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command_center.accounts.role import Role
from tests.e2e import test_zones_page as zones_page
from tests.e2e.desk import Desk, desk
from tests.e2e.test_zones_page import click_at, drag, scene, stills
from tests.integration.command_center.house import House, until

PLOT = "37049901001326000003"
"""The demo town's first camera that watches for building."""

FIELD = [[117.6200, 34.6990], [117.6230, 34.6990], [117.6230, 34.7010], [117.6200, 34.7010]]

pytestmark = [pytest.mark.needs_chromium, pytest.mark.timeout(300)]


async def of_part(town: House, path: str) -> list[dict[str, Any]]:
    """What is registered."""
    async with town.somebody(Role.OPERATOR) as api:
        found: list[dict[str, Any]] = (await api.get(f"/api/v1/{path}")).json()
    return found


async def opened_by(opened: Desk, role: Role, name: str) -> None:
    await opened.town.add_user("wang.wu", "", role)
    await opened.open(name)
    await opened.sign_in("wang.wu")
    await opened.view.wait_for_selector("main:visible")


async def test_a_permit_is_drawn_in_a_cameras_picture_changed_and_removed(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zones_page, "CAMERA", PLOT)
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        async with stills(town, scene()):
            await opened_by(opened, Role.OPERATOR, "land.html")
            await view.wait_for_selector("#land td:has-text('none yet')")
            await view.click("#new-permit")
            # Where building is watched for stands first; what is watched shows below the drawing.
            await view.wait_for_selector("#picture .behind.construction")
            assert await view.input_value("#shape [name=camera]") == PLOT
            await view.wait_for_selector("svg.pictured")
            await view.fill("#shape [name=id]", "<b>2026-17</b>")
            await view.fill("#shape [name=valid_from]", "2026-01-01")
            await view.fill("#shape [name=valid_until]", "2036-12-31")
            for place in ((0.2, 0.5), (0.6, 0.5), (0.6, 0.8), (0.2, 0.8)):
                await click_at(view, *place)
            await view.keyboard.press("Enter")
            await view.wait_for_selector(".shape.permit.chosen .corner >> nth=3")
            # Its outline crosses itself: said at once, and not to be saved.
            await drag(view, (0.2, 0.5), (0.7, 0.65))
            await view.wait_for_selector("#shape .faults:has-text('crosses')")
            await view.click("#save")
            await view.wait_for_selector("#said.bad:has-text('crosses')")
            await view.click("#undo")
            await view.click("#save")
            await view.wait_for_selector("#land td:has-text('valid')")
            assert "<b>2026-17</b>" in await view.inner_text("#land")
        (kept,) = await of_part(town, "permits")
        assert kept["camera"] == PLOT
        assert kept["polygon"][0] == pytest.approx([0.2, 0.5], abs=0.01)
        assert kept["valid_until"] == "2036-12-31"

        await view.click("#land button:has-text('Change')")
        await view.wait_for_selector(".shape.permit.chosen")
        assert await view.get_attribute("#shape [name=id]", "readonly") is not None
        await view.fill("#shape [name=valid_until]", "2026-01-31")
        await view.click("#save")
        await view.wait_for_selector("#land td:has-text('over')")
        (changed,) = await of_part(town, "permits")
        assert changed["polygon"] == kept["polygon"]

        view.once("dialog", lambda dialog: dialog.accept())
        await view.click("#land button:has-text('Remove')")
        await view.wait_for_selector("#land td:has-text('none yet')")
        assert await of_part(town, "permits") == []


async def test_protected_land_is_typed_and_drawn_on_the_map(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await opened_by(opened, Role.OPERATOR, "land.html")
        await view.click("#new-protected")
        await view.wait_for_selector("#shape [name=camera] option", state="attached")
        await view.fill("#shape [name=id]", "field-1")
        await view.fill("#shape [name=name]", "基本农田")
        await view.select_option("#shape [name=where]", "map")
        await view.wait_for_selector("svg.pictured")
        lines = "\n".join(f"{east}, {north}" for east, north in FIELD)
        await view.fill("#shape [name=corners]", lines)
        await view.wait_for_selector(".shape.protected.chosen .corner >> nth=3")
        await view.click("#save")
        await view.wait_for_selector("#land td:has-text('field-1')")
        (typed,) = await of_part(town, "protected-land")
        assert typed["ground"] == FIELD
        assert typed["min_area"] == pytest.approx(0.005)

        # Drawn upon: what lies there already shows below, and the corners say where it is.
        await view.click("#new-protected")
        await view.fill("#shape [name=id]", "field-2")
        await view.select_option("#shape [name=where]", "map")
        await view.wait_for_selector("#picture .behind.protected")
        for place in ((0.3, 0.3), (0.5, 0.3), (0.5, 0.6), (0.3, 0.6)):
            await click_at(view, *place)
        await view.keyboard.press("Enter")
        await view.wait_for_selector(".shape.protected.chosen .corner >> nth=3")
        said = (await view.input_value("#shape [name=corners]")).splitlines()
        await view.click("#save")
        await view.wait_for_selector("#land td:has-text('field-2')")
        drawn = next(one for one in await of_part(town, "protected-land") if one["id"] == "field-2")
        expected = [[float(part) for part in line.split(",")] for line in said]
        assert len(expected) == 4
        for corner, place in zip(drawn["ground"], expected, strict=True):
            assert corner == pytest.approx(place, abs=1e-6)


async def test_land_is_imported_from_geojson_after_a_dry_run_all_of_it_or_nothing(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def feature(number: str, ring: list[list[float]]) -> dict[str, Any]:
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        properties = {"code": number, "name": "<i>河滩</i>"}
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    crossed = [FIELD[0], FIELD[2], FIELD[1], FIELD[3]]
    file = tmp_path / "land.geojson"

    def write(*features: dict[str, Any]) -> None:
        collection = {"type": "FeatureCollection", "features": features}
        file.write_text(json.dumps(collection), encoding="utf-8")

    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await opened_by(opened, Role.OPERATOR, "land.html")
        file.write_text("{", encoding="utf-8")
        await view.set_input_files("#file", file)
        await view.wait_for_selector("#said.bad:has-text('GeoJSON')")
        write(feature("river-1", FIELD), feature("river-2", crossed))
        await view.set_input_files("#file", file)
        await view.wait_for_selector("#rows tr:has-text('river-2'):has-text('crosses itself')")
        assert await view.inner_text("#counts .add b") == "1"
        assert await view.is_disabled("#import")
        assert await of_part(town, "protected-land") == []

        write(feature("river-1", FIELD), feature("river-2", FIELD))
        await view.set_input_files("#file", file)
        await view.wait_for_selector("#rows tr:has-text('river-2') .tag.good")
        assert "<i>河滩</i>" in await view.inner_text("#rows")
        # The same pieces are no permits without days.
        await view.select_option("#import-form [name=polygons]", "permits")
        await view.wait_for_selector("#rows tr:has-text('river-1'):has-text('the days from')")
        assert await view.is_disabled("#import")
        await view.select_option("#import-form [name=polygons]", "protected-land")
        await view.click("#import:enabled")
        await view.wait_for_selector("#said:has-text('2 added')")
        await view.wait_for_selector("#land td:has-text('river-2')")
        kept = await of_part(town, "protected-land")
        assert [(one["id"], one["ground"]) for one in kept] == [
            ("river-1", FIELD),
            ("river-2", FIELD),
        ]
        assert await view.inner_text("#counts .same b") == "2"
        await view.click("#import-cancel")
        assert not await view.is_visible("#plan")


async def test_who_may_not_change_land_sees_it(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        async with opened.town.somebody(Role.OPERATOR) as api:
            path, body = "/api/v1/protected-land", {"id": "field-1", "ground": FIELD}
            answer = await api.post(path, json=body, headers={"Idempotency-Key": "k"})
            assert answer.status_code == 200, answer.text
        await opened.open("land.html")
        await opened.sign_in("duty")
        await opened.view.wait_for_selector("#land td:has-text('field-1')")
        for one in ("#acts", "#land button", "#desk"):
            assert not await opened.view.is_visible(one)


async def test_a_unit_is_registered_changed_and_removed_and_what_places_refuse_is_shown(
    chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(chromium_path, tmp_path, monkeypatch) as opened:
        town, view = opened.town, opened.view
        await opened_by(opened, Role.OPERATOR, "units.html")
        toilet = await view.inner_text("#places tr:has-text('toilet')")
        assert toilet.count("refused") == 2
        worship = await view.inner_text("#places tr:has-text('worship')")
        assert worship.count("refused") == 1

        await view.fill("#unit [name=name]", "<i>联防队</i>")
        await view.select_option("#unit [name=kind]", "enforcement")
        await view.click("#unit button:has-text('Save')")
        await view.wait_for_selector("#units tr:has-text('联防队'):has-text('enforcement force')")
        await view.click("#units tr:has-text('联防队') button:has-text('Change')")
        await view.select_option("#unit [name=kind]", "social")
        await view.fill("#unit [name=region]", "370499101201")
        await view.click("#unit button:has-text('Save')")
        await view.wait_for_selector("#units tr:has-text('联防队'):has-text('东溪村')")
        # Cameras name the other one: it cannot go.
        used = view.locator("#units tr:has-text('综治中心') button:has-text('Register')")
        await used.click()
        await view.click("#unit button:has-text('Save')")
        row = "#units tr:has-text('综治中心'):has-text('department')"
        await view.wait_for_selector(row)
        assert await view.is_disabled(f"{row} button:has-text('Remove')")
        view.once("dialog", lambda dialog: dialog.accept())
        await view.click("#units tr:has-text('联防队') button:has-text('Remove')")
        await view.wait_for_selector("#units tr:has-text('联防队')", state="detached")
        await until(lambda: len(town.centre.directory.current.registry.units) == 1)
