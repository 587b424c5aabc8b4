"""A worker's side of the broker: sends alerts until they are acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Self

import aiomqtt

from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.topics import NodeAddress, alert_topic
from sharp_eyes.node.acknowledgement import Acknowledgement

ADDRESS = NodeAddress("370499", "101", "demo", "shard-1")


class Worker:
    """Publishes, listens to its own topics, remembers what it heard.

    Args:
        port: The broker's.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self.stored: list[str] = []
        self.refused: dict[str, str] = {}
        self.commands: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.payloads: list[bytes] = []

    async def __aenter__(self) -> Self:
        self._client = aiomqtt.Client("127.0.0.1", self._port, timeout=30)
        await self._client.__aenter__()
        await self._client.subscribe(
            [
                (ADDRESS.acks, 1),
                (ADDRESS.commands, 1),
                (ADDRESS.registry, 1),
                ("sharp-eyes/v1/+/+/+/tasks", 1),
            ]
        )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._client.__aexit__(None, None, None)

    async def _listen(self) -> None:
        async for message in self._client.messages:
            payload = bytes(message.payload)  # type: ignore[arg-type]
            self.payloads.append(payload)
            match str(message.topic):
                case ADDRESS.acks:
                    answer = Acknowledgement.model_validate_json(payload)
                    self.stored += answer.stored
                    self.refused |= {one.id: one.reason for one in answer.refused}
                case ADDRESS.commands:
                    self.commands.append(json.loads(payload))
                case ADDRESS.registry:
                    self.notices.append(json.loads(payload))
                case _:
                    told = json.loads(payload)
                    self.tasks += told if isinstance(told, list) else [told]

    async def say(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish anything."""
        await self._client.publish(topic, payload, qos=1, retain=retain)

    async def send(self, alert: Alert) -> None:
        """Publish an alert once."""
        topic = alert_topic(alert.data.region, alert.kind)
        await self.say(topic, alert.model_dump_json().encode())

    async def send_together(self, *alerts: Alert) -> None:
        """Publish alerts of one topic once, in one message."""
        pieces = [alert.model_dump_json() for alert in alerts]
        topic = alert_topic(alerts[0].data.region, alerts[0].kind)
        await self.say(topic, f"[{','.join(pieces)}]".encode())

    async def answered(self, *alerts: Alert, limit_s: float = 40.0) -> None:
        """Wait until alerts are stored or refused."""
        async with asyncio.timeout(limit_s):
            while not {alert.id for alert in alerts} <= {*self.stored, *self.refused}:
                await asyncio.sleep(0.005)

    async def deliver(self, alerts: Iterable[Alert], limit_s: float = 30.0) -> None:
        """Publish alerts in order and wait until all are acknowledged."""
        alerts = list(alerts)
        for alert in alerts:
            await self.send(alert)
        await self.answered(*alerts, limit_s=limit_s)
