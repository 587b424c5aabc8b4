"""What these tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.command_center.broker import Broker
from tests.integration.command_center.house import House, house


@pytest.fixture
async def broker(mosquitto_path: Path, tmp_path: Path) -> AsyncIterator[Broker]:
    """A mosquitto of the test's own."""
    broker = Broker(mosquitto_path, tmp_path)
    await broker.start()
    yield broker
    await broker.kill()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[House]:
    """A centre with the demo town and without a broker."""
    async with house(tmp_path / "state") as running:
        yield running
