"""A proposal as YAML that ``cameras import`` takes."""

from __future__ import annotations

from collections.abc import Mapping

from sharp_eyes.finding.proposal import Proposal
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import dump

_HEAD = """\
# 由 sharp-eyes cameras 查找得出，请核对后导入：sharp-eyes cameras import --dry-run 本文件
# Found by sharp-eyes cameras; look it over, then: sharp-eyes cameras import --dry-run THIS FILE
# 请为每台填写 place_type（场所类型）；未填写前不做分析
# Name the place_type of each; until then nothing is analysed
"""


def proposal_text(proposal: Proposal) -> str:
    """Write a proposal as YAML, with its remarks as comments.

    It holds no password.
    """
    registry = Registry(cameras=tuple(proposal.cameras))
    body = [line for line in dump(registry).splitlines() if not line.startswith("#")]
    lines: list[str] = []
    notes = _notes(proposal)
    for line in body:
        lines += notes.get(line.strip(), ())
        lines.append(line)
    return _HEAD + "\n".join(lines) + "\n"


def _notes(proposal: Proposal) -> Mapping[str, list[str]]:
    """Return the comments that stand before a camera, by its first line."""
    return {
        f"- id: '{camera_id}'": [f"  # {remark.text}" for remark in remarks]
        for camera_id, remarks in proposal.remarks.items()
    }
