"""People in MOTChallenge text form."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput, MissingPart
from simulators.replay.truth.mot_text import read_people


def written(folder: Path, text: str) -> Path:
    path = folder / "gt.txt"
    path.write_text(text)
    return path


def test_boxes_come_by_frame_as_left_top_right_bottom(tmp_path: Path) -> None:
    path = written(tmp_path, "1,9,10,20,30,40,1,-4.1,-7.3,0\n1,15,0,0,5,5,1,0,0,0\n3,9,1,2,3,4,1\n")
    people = read_people(path)
    assert sorted(people) == [1, 3]
    assert people[1].boxes.tolist() == [[10, 20, 40, 60], [0, 0, 5, 5]]


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ("1,1,0,0,9,9,1,1,0.9", True),
        ("1,1,0,0,9,9,1,7,0.9", True),
        ("1,1,0,0,9,9,1,3,0.9", False),
        ("1,1,0,0,9,9,0,1,0.9", False),
        ("1,1,0,0,9,9,0,-1,-1,-1", False),
        ("1,1,0,0,9,9,1,3,0,0", True),
        ("1 1 0 0 9 9", True),
    ],
)
def test_what_is_no_person_or_not_to_be_considered_is_ignored(
    tmp_path: Path, row: str, counts: bool
) -> None:
    people = read_people(written(tmp_path, row + "\n"))[1]
    assert (len(people.boxes), len(people.ignored)) == ((1, 0) if counts else (0, 1))


@pytest.mark.parametrize(
    "row",
    ["frame,id,left", "1,2,3", "0,1,0,0,5,5", "1.5,1,0,0,5,5", "1,1,0,0,0,5", "1,1,nan,0,5,5"],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_people(written(tmp_path, f"1,1,0,0,5,5\n\n{row}\n"))
    assert "gt.txt:3:" in str(raised.value)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="cannot be read"):
        read_people(tmp_path / "none.txt")
    (tmp_path / "gt.txt").write_bytes(b"\0\1\2")
    with pytest.raises(BadInput, match="no text file"):
        read_people(tmp_path / "gt.txt")
