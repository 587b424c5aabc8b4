"""True numbers of people in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput
from simulators.replay.truth.counts_csv import read_counts


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "counts.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "frame,count\n1,4\n2,5\n",
        "\ufeffframe;count\r\n1;4\r\n2;5\r\n",
        "Frame\tPeople\tnote\n1\t4\tx\n2\t5\ty\n",
        "帧,人数\n1,4\n2,5\n",
    ],
)
def test_a_table_of_frames_is_read_as_spreadsheets_write_it(tmp_path: Path, text: str) -> None:
    counts = read_counts(written(tmp_path, text))
    assert [counts.of("any", number, "", 0.0) for number in (1, 2, 3)] == [4, 5, None]


def test_a_spreadsheet_in_gb18030_is_read(tmp_path: Path) -> None:
    counts = read_counts(written(tmp_path, "帧,区域,人数\n1,广场,4\n", "gb18030"))
    assert counts.of("广场", 1, "", 0.0) == 4


def test_rows_may_hold_for_one_zone_a_file_or_a_time(tmp_path: Path) -> None:
    zones = read_counts(written(tmp_path, "frame,zone,count\n1,a,4\n1,,9\n"))
    assert (zones.of("a", 1, "", 0.0), zones.of("b", 1, "", 0.0)) == (4, 9)
    files = read_counts(written(tmp_path, "file,count\nyard.jpg,3\n"))
    assert files.of("a", 7, "sub/yard.jpg", 0.0) == 3
    times = read_counts(written(tmp_path, "time_s,count\n10,2\n0,1\n20,3\n"))
    assert [times.of("a", 1, "", at) for at in (0.2, 9.6, 10.5, 15.0, 20.0)] == [1, 2, 2, None, 3]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ":1:"),
        ("frame\n1\n", ":1:"),
        ("count\n1\n", ":1:"),
        ("frame,count\n1,4\n2,-1\n", ":3:"),
        ("frame,count\n1,4\n2,some\n", ":3:"),
        ("frame,count\n0,4\n", ":2:"),
        ("frame,count\n,4\n", ":2:"),
        ("time_s,count\nsoon,4\n", ":2:"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_counts(written(tmp_path, text))
    assert f"counts.csv{where}" in str(raised.value)
