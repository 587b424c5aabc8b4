"""Where a worker's cameras come from: its centre, or a registry file of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from pydantic import SecretStr

from ingest.worker.links import Alone, Links
from ingest.worker.options import WorkerOptions
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.errors import MissingPart
from sharp_eyes.node.shard_registry import CameraSecret, ShardRegistry
from sharp_eyes.registry.yaml_file import load_with_credentials

BROKER_URL = "SHARP_EYES_BROKER_URL"
NODE_TOKEN = "SHARP_EYES_NODE_TOKEN"  # noqa: S105 - the name of a variable
CAMERA_PASSWORD = "SHARP_EYES_CAMERA_PASSWORD"  # noqa: S105 - the name of a variable
"""Of a worker that runs alone: for the credentials that its registry names but does not hold."""
CAMERA_USER = "camera"
"""The user name that goes with it."""


async def open_links(
    options: WorkerOptions,
    environment: Mapping[str, str],
    stack: AsyncExitStack,
    clock: Clock,
) -> Links | Alone:
    """Open the links to broker and centre, or read the registry of a worker that runs alone.

    Args:
        options: Which of the two.
        environment: Where the broker's address, the node's token and the password are looked up.
        stack: Closes what is opened.
        clock: Time.

    Raises:
        MissingPart: a variable is not set.
        BadInput: an address or the registry cannot be.
    """
    if options.registry is not None:
        return Alone(await asyncio.to_thread(_registry, options.registry, options, environment))
    from ingest.centre_client.centre_clients import CentreClients
    from ingest.centre_client.client import CentreClient
    from ingest.centre_client.stills_line import StillsLine
    from ingest.centre_client.stills_lines import StillsLines

    broker = BrokerAddress.parse(_needed(environment, BROKER_URL))
    token = _needed(environment, NODE_TOKEN)
    clients = [
        await stack.enter_async_context(CentreClient(address, token)) for address in options.centres
    ]
    lines = [
        await stack.enter_async_context(StillsLine(address, token, clock))
        for address in options.centres
    ]
    stills = await stack.enter_async_context(StillsLines(lines))
    return Links(broker, CentreClients(clients), stills)


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise MissingPart(
            Bilingual(f"环境变量 {name} 未设置", f"the environment variable {name} is not set"),
            next_step=Bilingual(
                "设为指挥中心给出的值后再启动，写法见 docs/guide/parts.md",
                "set it to what the command centre gave you; docs/guide/parts.md says how",
            ),
        )
    return value


def _registry(path: Path, options: WorkerOptions, environment: Mapping[str, str]) -> ShardRegistry:
    loaded = load_with_credentials(path)
    found = {one.name for one in loaded.credentials}
    secrets = [
        CameraSecret(name=one.name, username=one.username, password=SecretStr(one.password))
        for one in loaded.credentials
    ]
    password = environment.get(CAMERA_PASSWORD)
    if password:
        names = {one.credentials for one in loaded.registry.cameras if one.credentials} - found
        secrets += [
            CameraSecret(name=name, username=CAMERA_USER, password=SecretStr(password))
            for name in sorted(names)
        ]
    return ShardRegistry(
        shard=options.shard,
        epoch=0,
        revision=0,
        cameras=loaded.registry.cameras,
        permits=loaded.registry.permits,
        protected_land=loaded.registry.protected_land,
        secrets=tuple(secrets),
    )
