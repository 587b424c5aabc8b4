from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from simulators.lapse.exporting import export_series
from simulators.lapse.lapse_series import LapseSeries
from simulators.replay.truth.incident_file import IncidentFile


def test_what_is_exported_can_be_replayed(short_series: LapseSeries, tmp_path: Path) -> None:
    export_series(short_series, tmp_path)
    pictures = sorted((tmp_path / "pictures").iterdir())
    assert len(pictures) == 3 * len(short_series)
    first = next(short_series.visits())
    assert pictures[0].name == f"{first.frame_times[0]:%Y%m%d_%H%M%SZ}.jpg"
    read = cv2.imdecode(np.fromfile(pictures[0], np.uint8), cv2.IMREAD_COLOR)
    assert read is not None
    assert np.abs(read.astype(int) - first.frames[0]).mean() < 4
    truth = IncidentFile.model_validate_json((tmp_path / "truth.json").read_text())
    assert truth.kinds == ("construction",)
    built = {s.id for visit in short_series.truths() for s in visit.structures if s.polygon}
    assert len(truth.structures) == len(built)
    assert len(json.loads((tmp_path / "visits.json").read_text())["visits"]) == len(short_series)
    assert (tmp_path / "lapse.mp4").stat().st_size > 10_000
    assert (tmp_path / "sheet.jpg").stat().st_size > 10_000
