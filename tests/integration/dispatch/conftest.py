"""Children of these tests import the package from the tree."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def child_env(pytestconfig: pytest.Config) -> dict[str, str]:
    """Environment for child processes."""
    return {"PYTHONPATH": str(pytestconfig.rootpath)}


@pytest.fixture
def here() -> Path:
    """The folder with the children's programs."""
    return Path(__file__).parent
