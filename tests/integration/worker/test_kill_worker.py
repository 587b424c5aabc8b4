"""A worker killed in the middle of an incident goes on with the same incident."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiomqtt
import pytest

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker.access import centre_user, node_user
from sharp_eyes.dispatch.broker.embedded import BrokerProgram, embedded_broker
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.acknowledgement import Acknowledgement
from sharp_eyes.node.health import ShardHealth
from sharp_eyes.processes.child import Child
from sharp_eyes.processes.free_port import free_port
from sharp_eyes.processes.supervisor import Supervisor

PROGRAMS = [
    pytest.param(BrokerProgram.MOSQUITTO, marks=pytest.mark.needs_mosquitto),
    BrokerProgram.AMQTT,
]
NODE = NodeAddress("370499", "101", "n1", "s1")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("acknowledged", [True, False])
@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_killed_worker_is_noticed_and_ends_the_incident_it_had_opened(
    program: BrokerProgram, acknowledged: bool, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    port = free_port()
    users = [centre_user("centre-secret"), node_user("n1", "node-secret")]
    url = BrokerAddress("127.0.0.1", port, "node-n1", "node-secret").url()
    child = Path(__file__).with_name("worker_child.py")
    async with Supervisor(SystemClock(), tmp_path / "logs") as supervisor:
        await supervisor.start(embedded_broker(tmp_path / "broker", port, users, program))
        async with aiomqtt.Client(
            "127.0.0.1", port, username="centre", password="centre-secret", timeout=30
        ) as centre:
            await centre.subscribe("sharp-eyes/v1/#", qos=1)
            messages = aiter(centre.messages)
            await supervisor.start(
                Child(
                    "worker",
                    (sys.executable, str(child), str(tmp_path)),
                    env={"PYTHONPATH": str(pytestconfig.rootpath), "SHARP_EYES_BROKER_URL": url},
                    ready="ready",
                )
            )
            opened = await next_alert(messages, lambda alert: True)
            assert opened.data.phase is Phase.NEW
            if acknowledged:
                await answer(centre, opened)
            pid = supervisor.pid("worker")
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            assert not (await next_health(messages, lambda health: not health.alive)).alive
            ended = await next_alert(messages, lambda alert: alert.data.phase is not Phase.NEW)
            assert ended.data.phase is Phase.END
            assert ended.data.incident_id == opened.data.incident_id
            assert ended.order > opened.order
            assert ended.data.epoch > opened.data.epoch


async def answer(centre: aiomqtt.Client, alert: Alert) -> None:
    """Say that an alert is stored."""
    stored = Acknowledgement(stored=(alert.id,))
    await centre.publish(NODE.acks, stored.model_dump_json(), qos=1)


async def next_alert(
    messages: AsyncIterator[aiomqtt.Message], wanted: Callable[[Alert], bool]
) -> Alert:
    """The next alert of that kind; a second ``new`` of another incident is a fault."""
    incidents: set[str] = set()
    async with asyncio.timeout(80):
        async for message in messages:
            if "/alerts/" not in message.topic.value:
                continue
            told = json.loads(message.payload)
            alerts = [
                Alert.model_validate(one) for one in (told if isinstance(told, list) else [told])
            ]
            incidents |= {alert.data.incident_id for alert in alerts}
            assert len(incidents) == 1, "a second incident was opened"
            # Those beside it are not answered, and come again.
            found = next((alert for alert in alerts if wanted(alert)), None)
            if found is not None:
                return found
    raise AssertionError("the messages ended")


async def next_health(
    messages: AsyncIterator[aiomqtt.Message], wanted: Callable[[ShardHealth], bool]
) -> ShardHealth:
    """The next health message of that kind."""
    async with asyncio.timeout(80):
        async for message in messages:
            if message.topic.value == NODE.health:
                health = ShardHealth.model_validate_json(message.payload)
                if wanted(health):
                    return health
    raise AssertionError("the messages ended")
