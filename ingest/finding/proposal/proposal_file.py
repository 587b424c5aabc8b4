"""A proposal as a file that ``cameras import`` takes."""

from __future__ import annotations

import os
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.proposal import Proposal
from sharp_eyes.finding.proposal_text import proposal_text


def write_proposal(path: Path, proposal: Proposal) -> None:
    """Write a proposal, readable by its owner alone, in place of what was there.

    Raises:
        BadInput: it cannot be written.
    """
    text = proposal_text(proposal)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - an open descriptor
            file.write(text)
    except OSError as error:
        raise BadInput(
            Bilingual(f"无法写入 {path}：{error}", f"{path} cannot be written: {error}"),
            next_step=Bilingual("请换一个文件", "name another file"),
        ) from error
