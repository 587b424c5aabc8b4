"""Seeds as the command line names them."""

from __future__ import annotations

import pytest

from benchmarks.lasting_change.seeds import read_seeds, told


@pytest.mark.parametrize("text", ["0-3,7,10-11", "5"])
def test_seeds_are_read_and_told_alike(text: str):
    assert told(read_seeds(text)) == text


@pytest.mark.parametrize("text", ["", "a", "1,,2"])
def test_what_is_no_list_of_them_is_refused(text: str):
    with pytest.raises(ValueError, match="invalid literal"):
        read_seeds(text)
