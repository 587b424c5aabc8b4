"""Recorded footage through the real detectors, the same every time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import pytest
from typer.testing import CliRunner

from sharp_eyes.cli import build

pytestmark = [pytest.mark.needs_model, pytest.mark.timeout(300)]


def replayed(source: Path, report: Path, *options: str) -> dict[str, Any]:
    result = CliRunner().invoke(build(), ["replay", str(source), "--report", str(report), *options])
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads((report / "report.json").read_text())
    return data


@pytest.mark.needs_opencv_doc
def test_a_busy_road_is_a_crowd_at_a_limit_of_five_and_the_report_repeats(
    vtest_path: Path, tmp_path: Path
) -> None:
    options = ("--detectors", "crowd", "--people", "5")
    first = replayed(vtest_path, tmp_path / "a", *options)
    second = replayed(vtest_path, tmp_path / "b", *options)
    assert first.pop("timing")["cpu_ms_per_look"]["crowd"] > 0
    second.pop("timing")
    assert first == second
    assert first["frames"] == 795
    incident = first["incidents"][0]
    assert incident["peak"] >= 5
    for name in incident["evidence"]:
        assert (tmp_path / "a" / name).read_bytes()[:2] == b"\xff\xd8"


@pytest.mark.needs_opencv_doc
def test_with_every_each_key_frame_is_one_visit_that_long_after_the_last(
    vtest_path: Path, tmp_path: Path
) -> None:
    with av.open(str(vtest_path)) as container:
        key_frames = sum(packet.is_keyframe for packet in container.demux(video=0) if packet.size)
    report = replayed(vtest_path, tmp_path, "--detectors", "construction", "--every", "10min")
    assert report["looks"] == {"construction": key_frames}
    assert report["seconds"] == (key_frames - 1) * 600


def test_a_file_that_is_no_video_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(b"no video" * 100)
    result = CliRunner().invoke(build(), ["replay", str(file), "--report", str(tmp_path / "r")])
    assert result.exit_code != 0
    assert "a.mp4" in str(result.exception)
