"""A page's line shows what its viewer may see now, and nothing that they might before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from command_center.accounts.grant import Grant
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.api.stills_socket import StillsLine
from command_center.stills.stills_board import StillsBoard
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.registry.camera import Camera

HERE, THERE = "370499101201", "370499101202"
A, B = "37049901001326000001", "37049901001326000002"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
VIEWER = Viewer(1, "d", "d", (Grant(Role.DUTY_OFFICER, HERE),), "S" * 26, "duty", NOW)


def camera(camera_id: str, region: str) -> Camera:
    return Camera.model_validate(
        {"id": camera_id, "name": "n", "region": region, "streams": {"sub": "rtsp://h/x"}}
    )


class Audit:
    """Writes nothing down; something may happen meanwhile."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def shown(self, _viewer: Viewer, _cameras: Iterable[str]) -> None:
        if self.meanwhile is not None:
            await self.meanwhile()


class Page:
    """Takes what is sent."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[bytes] = asyncio.Queue()

    async def send_bytes(self, content: bytes) -> None:
        self.got.put_nowait(content)


class Stage:
    """A line, and what it asks."""

    def __init__(self) -> None:
        self.board, self.audit, self.page = StillsBoard(), Audit(), Page()
        self.cameras = {A: camera(A, HERE), B: camera(B, HERE)}
        centre: Any = SimpleNamespace(
            stills=self.board,
            stills_audit=self.audit,
            directory=SimpleNamespace(current=SimpleNamespace(cameras=self.cameras)),
        )
        page: Any = self.page
        self.line = StillsLine(page, centre, VIEWER)

    def put(self, camera_id: str) -> bool:
        return self.board.put(camera_id, b"\xff\xd8", NOW, TimeSource.ARRIVAL)


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_rights_that_are_taken_away_while_a_look_is_written_down_stay_taken(
    stage: Stage,
) -> None:
    elsewhere = replace(VIEWER, grants=(Grant(Role.DUTY_OFFICER, THERE),))
    stage.audit.meanwhile = lambda: stage.line.see_as(elsewhere)
    await stage.line.ask(f'{{"cameras": ["{A}"]}}')
    assert stage.board.wanted() == {}


async def test_a_camera_that_moves_to_another_village_is_shown_no_more(stage: Stage) -> None:
    await stage.line.ask(f'{{"cameras": ["{A}", "{B}"]}}')
    assert set(stage.board.wanted()) == {A, B}
    serving = asyncio.create_task(stage.line.serve())
    try:
        async with asyncio.timeout(20):
            assert stage.put(A)
            assert A.encode() in await stage.page.got.get()
            await stage.line.ask(f'{{"taken": "{A}", "sequence": 1}}')
            stage.cameras[A] = camera(A, THERE)
            assert stage.put(A), "nobody has noticed yet"
            assert stage.put(B)
            assert B.encode() in await stage.page.got.get(), "the other one goes on"
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    assert set(stage.board.wanted()) == {B}
    assert stage.page.got.empty()
