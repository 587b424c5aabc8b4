"""How the findings are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict

_MARKS = {
    Verdict.OK: "[  ok  ]",
    Verdict.OPTIONAL_MISSING: "[ note ]",
    Verdict.MISSING: "[ MISS ]",
}


def demo_can_run(findings: Sequence[Finding]) -> bool:
    """Return whether nothing that the demo needs is missing."""
    return all(finding.verdict is not Verdict.MISSING for finding in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """Return the findings as one JSON object, ``{"ok": …, "findings": […]}``."""
    document = {
        "ok": demo_can_run(findings),
        "findings": [finding.as_dict() for finding in findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Give the lines for a terminal: one a finding, and below it what to do where needed."""
    for finding in findings:
        yield f"{_MARKS[finding.verdict]} {finding.title}: {_once(finding.detail)}"
        if finding.remedy is not None:
            yield f"           用途 / for: {_once(finding.purpose)}"
            yield f"           办法 / get it: {_once(finding.remedy)}"
    missing = [finding for finding in findings if finding.verdict is Verdict.MISSING]
    if missing:
        yield (
            f"演示缺少 {len(missing)} 项，见上 / "
            f"{len(missing)} of the things the demo needs are missing, see above"
        )
    else:
        yield "演示可以运行：make demo / the demo can run: make demo"


def _once(text: Bilingual) -> str:
    """Return both languages, or one where they say the same."""
    return text.en if text.zh == text.en else str(text)
