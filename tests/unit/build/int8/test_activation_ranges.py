import pytest

from build_support.errors import BuildSupportError
from build_support.int8.activation_ranges import ActivationRanges

RANGES = ActivationRanges("ab" * 32, "two scenes", {"v1": (-1.25, 3.5), "v2": (0.0, 0.001)})


def test_what_is_written_is_read(tmp_path):
    RANGES.write(tmp_path / "ranges.json")
    assert ActivationRanges.read(tmp_path / "ranges.json") == RANGES


def test_one_range_stands_on_a_line(tmp_path):
    RANGES.write(tmp_path / "ranges.json")
    assert '    "v1": [-1.25, 3.5],\n' in (tmp_path / "ranges.json").read_text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": 2}',
        '{"format": 1, "model_sha256": "x", "scenes": "", "ranges": {"v": [1]}}',
        '{"format": 1, "model_sha256": "x", "scenes": "", "ranges": []}',
    ],
)
def test_a_broken_file_says_how_to_mend_it(tmp_path, text):
    (tmp_path / "ranges.json").write_text(text)
    with pytest.raises(BuildSupportError, match="restore it with git"):
        ActivationRanges.read(tmp_path / "ranges.json")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(BuildSupportError, match=r"ranges\.json"):
        ActivationRanges.read(tmp_path / "ranges.json")
