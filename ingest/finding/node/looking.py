"""A node that looks for cameras while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.node.child_runner import ChildRunner
from ingest.finding.node.finding_agent import FindingAgent
from ingest.finding.node.finding_line import FindingLine
from ingest.finding.node.finding_lines import FindingLines
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.back_off import BackOff

FIRST_RETRY_S = 2.0
LONGEST_RETRY_S = 120.0


@asynccontextmanager
async def looking_for_cameras(
    centres: Sequence[str], token: str, environment: Mapping[str, str], clock: Clock, random: Random
) -> AsyncIterator[None]:
    """Take tasks of finding cameras while the block runs; not where the machine is told not to.

    Args:
        centres: ``http://host:port`` or ``https://…`` of each centre on one database.
        token: The node's bearer token.
        environment: Says where this machine looks, see ``AddressPolicy``.
        clock: Time.
        random: Jitter of retries.

    Raises:
        BadInput: the setting is no list of networks.
    """
    if not AddressPolicy.from_environment(environment).looks:
        yield
        return
    back_off = BackOff(random, FIRST_RETRY_S, LONGEST_RETRY_S)
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(FindingLine(one, token)) for one in centres]
        agent = FindingAgent(FindingLines(lines), ChildRunner(clock, environment), back_off)
        task = asyncio.create_task(agent.run(), name="finding-cameras")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
