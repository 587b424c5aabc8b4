"""Every reason for which the centre refuses an alert is said in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_center import intake
from command_center.dead_letters.reason import reason_for_people

SOURCE = Path(intake.__file__).parent
FIXED = re.compile(r'(?:Objection|refuse|return)\(?[^"\n]*"((?:its|the|epoch|a) [^"{}]+)"')


def reasons() -> list[str]:
    found: list[str] = []
    for file in ("origins.py", "alert_parser.py", "alert_writer.py"):
        found += FIXED.findall((SOURCE / file).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("reason", reasons())
def test_what_the_intake_says_is_known_by_its_words(reason: str) -> None:
    assert reason_for_people(reason).zh != reason_for_people("whatever a node says").zh


def test_there_are_such_reasons() -> None:
    assert "its camera is registered in another town" in reasons()
    assert len(reasons()) >= 8


def test_the_centres_own_words_stay_as_they_are() -> None:
    said = reason_for_people("data.severity: Input should be less than or equal to 4")
    assert said.en.startswith("data.severity")
    assert said.zh
