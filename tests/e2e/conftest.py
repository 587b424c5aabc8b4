"""One demo town for all tests of the wall that leave it alive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.e2e.demo_process import DemoProcess, demo


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(tmp_path_factory) -> AsyncIterator[DemoProcess]:  # type: ignore[no-untyped-def]
    """A stamped town; tests share it and must not harm it."""
    state: Path = tmp_path_factory.mktemp("town")
    async with demo(state, "--stamp") as running:
        yield running
