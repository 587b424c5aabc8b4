from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulators.lapse.lapse_series import LapseSeries


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lapse")


def test_a_series_is_rendered_once_and_read_again_the_same(folder: Path, tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    first = LapseSeries.open(4, folder, days=3, progress=lambda a, b: calls.append((a, b)))
    assert calls[-1] == (len(first), len(first))
    visits = list(first.visits())
    assert len(visits) == len(first)
    assert all(v.frames[0].shape == (360, 640, 3) and len(v.frames) == 3 for v in visits)
    assert all(a.captured_at < b.captured_at for a, b in zip(visits, visits[1:], strict=False))
    calls.clear()
    again = LapseSeries.open(4, folder, days=3)
    assert not calls
    other = LapseSeries.open(4, tmp_path, days=3)
    for one in (again, other):
        assert all(
            np.array_equal(a.frames[1], b.frames[1]) and a.truth == b.truth
            for a, b in zip(visits, one.visits(), strict=True)
        )
