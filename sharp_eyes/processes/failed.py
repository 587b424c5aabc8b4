"""The error of a child that did not come up."""

from __future__ import annotations

from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import TryAgain


class ChildFailed(TryAgain):
    """A child ended, or did not say that it is up in time.

    Args:
        name: The child's name.
        why: What was seen, in both languages.
        log: Its log file.
        tail: The last lines it wrote.
    """

    def __init__(self, name: str, why: Bilingual, log: Path, tail: str) -> None:
        super().__init__(
            Bilingual(f"{name} 没有起来：{why.zh}", f"{name} did not come up: {why.en}\n{tail}"),
            next_step=Bilingual(
                f"查看日志 {log}，或运行 sharp-eyes doctor", f"see {log}, or run: sharp-eyes doctor"
            ),
        )
