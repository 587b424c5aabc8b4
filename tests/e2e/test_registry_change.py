"""A change of the registry reaches the streams of a running town."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx
import pytest

from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import dump, load
from tests.e2e.demo_process import DemoProcess, demo, until

pytestmark = [pytest.mark.needs_model, pytest.mark.timeout(300)]

NEW = "37049901001326000099"


async def imported(town: DemoProcess, registry: Registry, file: Path) -> None:
    file.write_text(dump(registry), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from sharp_eyes.cli import main; main()", "cameras", "import",
        str(file), "--prune", "--state", str(town.state / "centre"),
    )  # fmt: skip
    assert await process.wait() == 0


async def states(api: httpx.AsyncClient) -> dict[str, str]:
    answer = await api.get("/api/v1/cameras")
    answer.raise_for_status()
    return {camera["id"]: camera["state"] for camera in answer.json()}


async def test_a_camera_comes_and_goes_by_command_and_the_others_notice_nothing(
    tmp_path: Path,
) -> None:
    async with demo(tmp_path) as town, town.signed_in() as api:

        async def all_online() -> bool:
            return set((await states(api)).values()) == {"online"}

        async def new_online() -> bool:
            return (await states(api)).get(NEW) == "online"

        async def new_gone() -> bool:
            return NEW not in await states(api)

        def pulled() -> bool:
            return NEW in town.worker_stats()["cameras"]

        await until(all_online, within_s=120, what="the town online")
        before = load(town.state / "camera_registry.yaml")
        new = before.cameras[0].model_copy(update={"id": NEW, "name": "新装 new"})
        grown = before.model_copy(update={"cameras": (*before.cameras, new)})
        await imported(town, grown, tmp_path / "grown.yaml")
        await until(new_online, within_s=90, what="the new camera online")
        await until(pulled, within_s=90, what="the new camera among the worker's")

        await imported(town, before, tmp_path / "before.yaml")
        await until(new_gone, within_s=90, what="the camera gone from the centre")
        await until(lambda: not pulled(), within_s=90, what="the camera gone from the worker")
        assert set((await states(api)).values()) == {"online"}
        cameras = town.worker_stats()["cameras"].values()
        assert {camera["reconnects"] for camera in cameras} == {0}
