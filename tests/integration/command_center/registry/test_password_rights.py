"""A stored password goes only where those who reach all of its cameras send it."""

from __future__ import annotations

from typing import Any

import httpx

from command_center.accounts.role import Role
from tests.integration.command_center.house import CAMERA_PASSWORD, House, post
from tests.integration.command_center.registry.test_sheet_api import SHEETS, newest, send
from tests.integration.command_center.test_credentials import opened
from tests.unit.command_center.registry.sheets.sheets import FIRST, HEADINGS, NEW, csv

OTHER = "370499101203"
OWN = f"camera/{NEW}"


def camera(region: str, sub: str = "rtsp://10.9.0.1/x", **fields: Any) -> dict[str, Any]:
    return {"id": NEW, "name": "新", "region": region, "streams": {"sub": sub}} | fields


async def put(api: httpx.AsyncClient, body: dict[str, Any]) -> int:
    answer = await api.put(f"/api/v1/cameras/{body['id']}", json=body)
    if answer.status_code == 422:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "cannot be named, set or sent" in answer.json()["detail"]
    return answer.status_code


async def test_a_shared_password_does_not_follow_a_camera_to_another_host(town: House) -> None:
    before = await newest(town)
    async with (
        town.somebody(Role.OPERATOR, FIRST.region) as village,
        town.somebody(Role.OPERATOR) as county,
    ):
        known = (await village.get(f"/api/v1/cameras/{FIRST.id}")).json()
        for streams in (
            known["streams"] | {"sub": "rtsp://evil/x"},
            known["streams"] | {"main": "rtsp://evil/x"},
        ):
            assert await put(village, known | {"streams": streams}) == 422
        assert await put(village, camera(FIRST.region, credentials="demo")) == 422
        assert await newest(town) == before
        assert await put(village, known | {"name": "改名"}) == 200
        # Nor by a sheet with a password in the address, also where the row says the same.
        for address in ("rtsp://u:p@evil/x", known["streams"]["sub"].replace("//", "//u:p@")):
            sheet = csv("设备编码,子码流地址", f"{FIRST.id},{address}")
            assert (await send(village, SHEETS, sheet)).status_code == 422
        assert (await opened(town))["demo"][1] == CAMERA_PASSWORD
        moved = known["streams"] | {"sub": "rtsp://10.9.0.7/x"}
        assert await put(county, known | {"streams": moved}) == 200
        # Going back does not bring it there either.
        old = await newest(town)
        assert await put(county, known) == 200
        path = f"/api/v1/registry/revisions/{old}/restore"
        preview = (await village.get(path)).json()
        answer = await post(village, path, {"reason": "x"})
        assert answer.status_code == 422
        # The preview says what the deed says.
        assert preview["allowed"] is False
        assert answer.json()["detail"].startswith(preview["why"]["en"])


async def test_a_password_that_is_left_of_a_camera_is_for_those_whose_it_was(
    town: House,
) -> None:
    headings = HEADINGS + ",行政区划,用户名,密码"
    async with (
        town.somebody(Role.OPERATOR, FIRST.region) as theirs,
        town.somebody(Role.OPERATOR, OTHER) as other,
    ):
        made = await send(theirs, SHEETS, csv(headings, f"{NEW},新,rtsp://h/x,{FIRST.region},u,p1"))
        assert made.status_code == 200
        last = await newest(town)
        assert (await theirs.delete(f"/api/v1/cameras/{NEW}")).status_code == 200
        assert await put(other, camera(OTHER, "rtsp://evil/x", credentials=OWN)) == 422
        assert await put(other, camera(OTHER, "rtsp://evil/x")) == 200, "the id alone is free"
        evil = camera(OTHER, "rtsp://evil/x", credentials=OWN)
        assert await put(other, evil) == 422, "nor in a second step"
        assert (await other.delete(f"/api/v1/cameras/{NEW}")).status_code == 200
        assert (await opened(town))[OWN] == ("u", "p1")
        # Entered anew it is theirs: the former one goes nowhere.
        again = await send(other, SHEETS, csv(headings, f"{NEW},新,rtsp://evil/x,{OTHER},u,p2"))
        assert again.status_code == 200
        assert (await opened(town))[OWN] == ("u", "p2")
        assert (await other.delete(f"/api/v1/cameras/{NEW}")).status_code == 200
        # And not for the first ones, now that it is the other's.
        back = f"/api/v1/registry/revisions/{last}/restore"
        assert (await post(theirs, back, {"reason": "x"})).status_code == 422


async def test_a_camera_that_was_removed_by_mistake_comes_back_with_its_password(
    town: House,
) -> None:
    start = await newest(town)
    async with town.somebody(Role.OPERATOR, FIRST.region) as api:
        assert (await api.delete(f"/api/v1/cameras/{FIRST.id}")).status_code == 200
        back = await post(api, f"/api/v1/registry/revisions/{start}/restore", {"reason": "误删"})
        assert back.status_code == 200, back.text
        assert (await api.get(f"/api/v1/cameras/{FIRST.id}")).json()["credentials"] == "demo"
