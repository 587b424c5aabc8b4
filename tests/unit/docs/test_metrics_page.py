"""The page of metrics is what the code says today."""

from __future__ import annotations

import runpy
from pathlib import Path

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


def test_the_page_of_metrics_is_up_to_date() -> None:
    page = runpy.run_path(str(REFERENCE / "generate_metrics.py"))["page"]()
    text = (REFERENCE / "metrics.md").read_text(encoding="utf-8")
    assert text == page, "run: python docs/reference/generate_metrics.py"
