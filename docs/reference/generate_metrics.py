"""Writes docs/reference/metrics.md from the code: ``python docs/reference/generate_metrics.py``.

A test compares the page with what this makes, so that it cannot fall behind.
"""

from __future__ import annotations

from pathlib import Path

from ingest.metrics.worker_metrics import ALL

HERE = Path(__file__).parent

_HEAD = """# Metrics of a worker

Made by `docs/reference/generate_metrics.py`. A worker started with `--listen` gives them at
`/metrics` in Prometheus' text format; values are read when they are asked for.

| name | kind | labels | what it is | 含义 |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    rows = [
        f"| `{one.full_name}` | {one.kind.value} | {', '.join(f'`{name}`' for name in one.labels)} "
        f"| {one.text} | {one.text_zh} |\n"
        for one in ALL
    ]
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    (HERE / "metrics.md").write_text(page(), encoding="utf-8")
