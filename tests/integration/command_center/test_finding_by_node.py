"""From an operator's wish to the node, its own process, a simulated camera, and back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from command_center.accounts.role import Role
from ingest.codec import Codec
from ingest.finding.address_policy import NETWORKS
from ingest.finding.node.looking import looking_for_cameras
from sharp_eyes.clock import SystemClock
from simulators.onvif.onvif_server import OnvifServer
from simulators.onvif.onvif_stream import OnvifStream
from simulators.onvif.simulated_device import SimulatedDevice
from simulators.rtsp_server import RtspServer
from tests.integration.command_center.house import NODE_TOKEN, House, house, until
from tests.integration.command_center.test_finding import NODE, VILLAGE, post
from tests.integration.ingest.test_simulated_cameras import digest, prepared_clip

LOOPBACK = "127.0.0.0/8"

# Each wish starts a process.
pytestmark = pytest.mark.timeout(240)


@dataclass
class Scene:
    """A centre, and cameras that only the node reaches."""

    town: House
    rtsp: RtspServer
    onvif: OnvifServer

    def node(self, networks: str = LOOPBACK) -> Any:
        environment = dict(os.environ) | {NETWORKS: networks}
        return looking_for_cameras(
            (self.town.url,), NODE_TOKEN, environment, SystemClock(), Random(1)
        )

    async def ask(self, client: httpx.AsyncClient, **form: Any) -> dict[str, Any]:
        """Ask, and wait for what comes of it."""
        await until(lambda: self._listening(client))
        job = (await post(client, "jobs", {"node": NODE} | form)).json()
        return await until(lambda: self._over(client, job["id"]), 50)

    async def _listening(self, client: httpx.AsyncClient) -> bool:
        nodes = (await client.get("/api/v1/finding/nodes")).json()
        return any(one["listening"] for one in nodes)

    async def _over(self, client: httpx.AsyncClient, job_id: str) -> dict[str, Any] | None:
        job = (await client.get(f"/api/v1/finding/jobs/{job_id}")).json()
        return job if job["state"] in ("done", "lapsed") else None


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = SystemClock()
    async with (
        house(tmp_path) as town,
        RtspServer(clock, auth=digest(), random=Random(1)) as rtsp,
    ):
        rtsp.add_camera("/new", prepared_clip(Codec.H264, "h264"))
        stream = OnvifStream("p", "sub", f"rtsp://127.0.0.1:{rtsp.port}/new")
        device = SimulatedDevice("new", "新装村口", (stream,))
        async with OnvifServer([device], clock, ("admin", "s3cret")) as onvif:
            yield Scene(town, rtsp, onvif)


@pytest.mark.sqlite_only  # the store is not what is tried here
async def test_a_camera_is_searched_looked_at_and_taken_over(scene: Scene) -> None:
    address = f"rtsp://127.0.0.1:{scene.rtsp.port}/new"
    login = {"username": "admin", "password": "s3cret"}
    async with scene.node(), scene.town.somebody(Role.OPERATOR) as operator:
        hosts = [scene.onvif.service("new")]
        search = await scene.ask(operator, kind="discover", hosts=hosts, **login)
        (device,) = search["discovery"]["devices"]
        assert device["cameras"][0]["sub"] == address, search
        look = await scene.ask(operator, kind="probe", address=address, **login)
        assert look["probe"]["outcome"] == "ok", look
        assert look["probe"]["codec"] == "h264"
        assert look["still"] is True
        still = await operator.get(f"/api/v1/finding/jobs/{look['id']}/still")
        assert still.content.startswith(b"\xff\xd8")
        form = {"region": VILLAGE, "cameras": [{"sub": address}], "dry_run": False} | login
        taken = await post(operator, f"jobs/{search['id']}/take", form)
        assert taken.status_code == 200, taken.text
        new_id = taken.json()["added"][0]["id"]
        # Registered, it is looked at by its own password.
        again = await scene.ask(operator, kind="probe", camera=new_id)
        assert again["probe"]["outcome"] == "ok", again
        # Beside other people's cameras on one host nothing but cells would be shown; all are ours.
        assert again["probe"]["still"] in ("people", "whole")


@pytest.mark.sqlite_only  # the store is not what is tried here
async def test_a_node_does_not_look_where_it_was_not_told_to(scene: Scene) -> None:
    async with scene.node("10.0.0.0/8"), scene.town.somebody(Role.OPERATOR) as operator:
        address = f"rtsp://127.0.0.1:{scene.rtsp.port}/new"
        look = await scene.ask(operator, kind="probe", address=address)
        assert look["probe"]["outcome"] == "address-refused"
        hosts = [scene.onvif.service("new")]
        search = await scene.ask(operator, kind="discover", hosts=hosts)
        assert "devices" not in search["discovery"] or not search["discovery"]["devices"]
        assert scene.onvif.devices["new"].asked == []


@pytest.mark.sqlite_only  # the store is not what is tried here
async def test_a_node_that_is_told_so_takes_no_tasks(scene: Scene) -> None:
    async with scene.node("none"), scene.town.somebody(Role.OPERATOR) as operator:
        await asyncio.sleep(0)
        assert (await operator.get("/api/v1/finding/nodes")).json() == []
