"""The pages on replay's files are what the code says today."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
PAGES: dict[str, str] = runpy.run_path(str(REFERENCE / "generate_replay.py"))["pages"]()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_on_replays_files_is_up_to_date(name: str) -> None:
    text = (REFERENCE / name).read_text(encoding="utf-8")
    assert text == PAGES[name], "run: python docs/reference/generate_replay.py"
