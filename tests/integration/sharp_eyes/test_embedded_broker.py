"""The embedded broker: who may sign in, and to what."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiomqtt
import pytest

from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker.access import centre_user, node_user
from sharp_eyes.dispatch.broker.embedded import BrokerProgram, embedded_broker
from sharp_eyes.processes.free_port import free_port
from sharp_eyes.processes.supervisor import Supervisor

PROGRAMS = [
    pytest.param(BrokerProgram.MOSQUITTO, marks=pytest.mark.needs_mosquitto),
    BrokerProgram.AMQTT,
]


@pytest.mark.timeout(150)
@pytest.mark.parametrize("program", PROGRAMS)
async def test_users_reach_their_own_topics_and_strangers_none(
    program: BrokerProgram, tmp_path: Path
) -> None:
    port = free_port()
    users = [centre_user("centre-secret"), node_user("n1", "node-secret")]
    broker = embedded_broker(tmp_path / "broker", port, users, program)
    async with Supervisor(SystemClock(), tmp_path / "logs") as supervisor:
        await supervisor.start(broker)
        with pytest.raises(aiomqtt.MqttError):
            async with aiomqtt.Client("127.0.0.1", port, timeout=30):
                pass
        with pytest.raises(aiomqtt.MqttError):
            async with aiomqtt.Client(
                "127.0.0.1", port, username="centre", password="wrong", timeout=30
            ):
                pass
        async with (
            aiomqtt.Client(
                "127.0.0.1", port, username="centre", password="centre-secret", timeout=30
            ) as centre,
            aiomqtt.Client(
                "127.0.0.1", port, username="node-n1", password="node-secret", timeout=30
            ) as node,
        ):
            await centre.subscribe("sharp-eyes/v1/#", qos=1)
            # Not the node's to say: it must not reach the centre. The alert after it must.
            await node.publish("sharp-eyes/v1/370499/101/201/tasks", b"forged", qos=0)
            await node.publish("sharp-eyes/v1/370499/101/201/alerts/crowd", b"mine", qos=1)
            async with asyncio.timeout(40):
                first = await anext(aiter(centre.messages))
        assert first.payload == b"mine"


@pytest.mark.parametrize("program", PROGRAMS)
async def test_no_password_appears_in_the_broker_s_command_line(
    program: BrokerProgram, tmp_path: Path
) -> None:
    users = [centre_user("centre-secret")]
    child = embedded_broker(tmp_path / "broker", free_port(), users, program)
    assert "centre-secret" not in " ".join(child.argv)
    for file in (tmp_path / "broker").iterdir():
        assert file.stat().st_mode & 0o077 == 0
        assert "centre-secret" not in file.read_text()
