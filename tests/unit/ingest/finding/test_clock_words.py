"""An offset is said in the unit that people would take."""

import pytest

from ingest.finding.clock_words import clock_words


@pytest.mark.parametrize(
    ("offset_s", "zh", "en"),
    [
        (3.2, "快 3 秒", "3 s fast"),
        (-90, "慢 90 秒", "90 s slow"),
        (-600, "慢 10 分钟", "10 min slow"),
        (28_800, "快 8.0 小时", "8.0 h fast"),
        (-1.7e9, "慢 19676 天", "19676 days slow"),
    ],
)
def test_an_offset_is_said_in_its_unit(offset_s: float, zh: str, en: str) -> None:
    words = clock_words(offset_s)
    assert (words.zh, words.en) == (zh, en)
