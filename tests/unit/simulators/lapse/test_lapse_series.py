from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sharp_eyes.errors import BadInput
from simulators.lapse.lapse_series import LapseSeries
from simulators.lapse.nuisance_names import NUISANCES


def test_a_series_is_rendered_once_and_then_read(
    short_series: LapseSeries, lapse_folder: Path
) -> None:
    calls: list[tuple[int, int]] = []
    again = LapseSeries.open(101, lapse_folder, days=3, progress=lambda a, b: calls.append((a, b)))
    assert not calls
    assert again.truths() == short_series.truths()
    assert again.facts == short_series.facts


def test_visits_come_in_order_with_three_frames_some_seconds_apart(
    short_series: LapseSeries,
) -> None:
    visits = list(short_series.visits())
    assert 12 <= len(visits) == len(short_series) <= 18
    assert all(a.captured_at < b.captured_at for a, b in pairwise(visits))
    for visit in visits:
        assert [frame.shape for frame in visit.frames] == [(360, 640, 3)] * 3
        assert visit.frame_times[-1] == visit.captured_at
        gaps = [(b - a).total_seconds() for a, b in pairwise(visit.frame_times)]
        assert all(1.5 <= gap <= 8 for gap in gaps)
        assert not np.array_equal(visit.frames[0], visit.frames[2])
    grey = [v for v in visits if v.infrared]
    assert all(np.ptp(v.frames[0].astype(int), axis=2).mean() < 3 for v in grey)


def test_truth_names_only_known_nuisances_and_sane_shares(short_series: LapseSeries) -> None:
    for truth in short_series.truths():
        assert truth.nuisances <= NUISANCES.keys()
        for structure in truth.structures:
            assert 0 < structure.progress <= 1
            assert 0 <= structure.share_of_picture < 0.3
            assert all(0 <= u <= 1 and 0 <= v <= 1 for u, v in structure.polygon)
    assert len(short_series.ground_points) >= 4
    assert len(short_series.watched) >= 3


@pytest.mark.parametrize("harm", ["no video", "cut video", "no truth", "broken truth"])
def test_a_damaged_cache_is_rendered_again(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[int] = []

    def make(seed: int, days: int, video: Path, progress: object) -> dict[str, object]:
        rendered.append(seed)
        video.write_bytes(b"frames")
        del days, progress
        facts: dict[str, object] = {"structures": []}
        return {"watched": [], "permits": [], "ground_points": [], "facts": facts, "visits": []}

    monkeypatch.setattr("simulators.lapse.series_maker.make_series", make)
    kept = LapseSeries.open(3, tmp_path, days=3).folder
    video, truth = kept / "frames.mkv", kept / "truth.json"
    if harm == "no video":
        video.unlink()
    elif harm == "cut video":
        video.write_bytes(b"fra")
    elif harm == "no truth":
        truth.unlink()
    else:
        truth.write_text("{")
    LapseSeries.open(3, tmp_path, days=3)
    LapseSeries.open(3, tmp_path, days=3)
    assert rendered == [3, 3]
    assert [entry.name for entry in tmp_path.iterdir()] == [kept.name]


@pytest.mark.parametrize(("seed", "days"), [(-1, 16), (5, 2), (5, 0), (5, -3)])
def test_settings_that_cannot_be_are_refused(seed: int, days: int, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        LapseSeries.open(seed, tmp_path, days=days)
    assert not list(tmp_path.iterdir())


def test_a_render_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> dict[str, object]:
        raise OSError("disk full")

    monkeypatch.setattr("simulators.lapse.series_maker.make_series", fail)
    with pytest.raises(OSError, match="disk full"):
        LapseSeries.open(3, tmp_path, days=3)
    assert not list(tmp_path.iterdir())
