"""Rosters are read as people keep them, and each fault is told by line and column."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_center.shifts.roster_csv import MAX_ROWS, read_roster
from sharp_eyes.errors import BadInput

HEADING = "日期,班次,开始,结束,账号,区划\n"


def test_a_night_shift_ends_on_the_next_day_and_hours_are_those_of_china() -> None:
    read = read_roster(
        HEADING + "2026-06-01,早班,08:00,20:00,li.si,370499101201\n"
        "2026/6/1,夜班,20:00,8:00,wang.wu,\n"
        "2026年6月2日,,00:00,24:00,li.si,\n"
    )
    assert read.faults == ()
    day, night, whole = (shift for _, shift in read.shifts)
    assert day.begins_at == datetime(2026, 6, 1, 0, tzinfo=UTC)
    assert day.ends_at == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert (day.username, day.label, day.region) == ("li.si", "早班", "370499101201")
    assert night.ends_at == datetime(2026, 6, 2, 0, tzinfo=UTC)
    assert (whole.ends_at - whole.begins_at).total_seconds() == 86400


@pytest.mark.parametrize(
    "text",
    [
        "date,begins,ends,username\n2026-06-01,08:00,20:00,li.si\n",
        "\ufeffdate;start;end;user\r\n2026-06-01;08:00;20:00;li.si\r\n\r\n",
        'User\tDate\tFrom\tTo\tremarks\nli.si\t2026-06-01\t08：00\t20:00:00\t"a, b"\n',
    ],
)
def test_other_headings_separators_and_empty_lines_are_read_as_well(text: str) -> None:
    read = read_roster(text)
    assert (len(read.shifts), read.faults) == (1, ())


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("2026-02-30,x,08:00,20:00,li.si,", "日期"),
        ("1.6.2026,x,08:00,20:00,li.si,", "日期"),
        ("9999-12-31,x,20:00,08:00,li.si,", "日期"),
        ("2026-06-01,x,25:00,20:00,li.si,", "开始"),
        ("2026-06-01,x,08:00,morning,li.si,", "结束"),
        ("2026-06-01,x,08:00,20:00,李四,", "账号"),
        ("2026-06-01,x,08:00,20:00,,", "账号"),
        ("2026-06-01,x,08:00,20:00,li.si,3704", "区划"),
        ("2026-06-01," + "x" * 41 + ",08:00,20:00,li.si,", "班次"),
        ("2026-06-01,x,08:00,08:10,li.si,", ""),
        ("2026-06-01", "开始"),
    ],
)
def test_a_fault_names_line_and_column_in_both_languages(line: str, column: str) -> None:
    read = read_roster(HEADING + "2026-06-01,x,08:00,20:00,li.si,\n" + line + "\n")
    assert len(read.shifts) == 1
    assert column in {fault.column for fault in read.faults}
    for fault in read.faults:
        assert fault.row == 3
        assert fault.message.zh
        assert fault.message.en


@pytest.mark.parametrize(
    "text",
    [
        "",
        "值班\nx\n",
        "日期,开始,结束\n2026-06-01,08:00,20:00\n",
        HEADING + '"open\n',
        HEADING + "2026-06-01,x,08:00,20:00,li.si,\n" * (MAX_ROWS + 1),
    ],
)
def test_what_is_no_roster_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_roster(text)
    assert caught.value.next_step is not None


@given(st.text(max_size=300), st.booleans())
def test_no_text_makes_it_stumble(text: str, headed: bool) -> None:
    try:
        read = read_roster(HEADING * headed + text)
    except BadInput:
        return
    assert all(fault.row >= 2 for fault in read.faults)
