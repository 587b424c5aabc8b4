"""A centre that stores alerts and answers after its commit; to be killed.

Usage: ``centre_child.py DATABASE``; the broker's address in ``SHARP_EYES_BROKER_URL``. Refuses
alerts of the zone ``refused``. Counts how often each alert came.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys

import aiomqtt

from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.topics import ALL_ALERTS, NodeAddress
from sharp_eyes.node.acknowledgement import Acknowledgement, Refusal


async def serve(path: str) -> None:
    """Take alerts until killed."""
    address = BrokerAddress.parse(os.environ["SHARP_EYES_BROKER_URL"])
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE IF NOT EXISTS alert (id TEXT PRIMARY KEY, times INTEGER)")
    while True:
        try:
            async with aiomqtt.Client(
                address.host,
                address.port,
                username=address.username,
                password=address.password,
                identifier="centre",
                timeout=5,
            ) as client:
                await client.subscribe(ALL_ALERTS, qos=1)
                print("ready", flush=True)
                async for message in client.messages:
                    told = json.loads(message.payload)
                    for one in told if isinstance(told, list) else [told]:
                        await take(client, store, Alert.model_validate(one))
        except aiomqtt.MqttError:
            await asyncio.sleep(0.1)


async def take(client: aiomqtt.Client, store: sqlite3.Connection, alert: Alert) -> None:
    """Store one alert, then say so."""
    if alert.data.zone == "refused":
        answer = Acknowledgement(refused=(Refusal(id=alert.id, reason="no such zone"),))
    else:
        store.execute(
            "INSERT INTO alert VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1",
            (alert.id,),
        )
        answer = Acknowledgement(stored=(alert.id,))
    topic = NodeAddress.from_source(alert.source).acks
    await client.publish(topic, answer.model_dump_json(), qos=1)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
