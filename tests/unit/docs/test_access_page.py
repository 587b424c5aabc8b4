"""The page of who may call what is what the code says today."""

from __future__ import annotations

import runpy
from pathlib import Path

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


def test_the_page_of_who_may_call_what_is_up_to_date() -> None:
    page = runpy.run_path(str(REFERENCE / "generate_access.py"))["page"]()
    text = (REFERENCE / "access.md").read_text(encoding="utf-8")
    assert text == page, "run: python docs/reference/generate_access.py"
