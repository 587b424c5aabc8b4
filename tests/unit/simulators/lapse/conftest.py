from __future__ import annotations

from pathlib import Path

import pytest

from simulators.lapse.lapse_series import LapseSeries


@pytest.fixture(scope="session")
def lapse_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lapse")


@pytest.fixture(scope="session")
def short_series(lapse_folder: Path) -> LapseSeries:
    """Three days with a structure in them."""
    return LapseSeries.open(101, lapse_folder, days=3)
