"""Capture times in the names that cameras and recorders write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePath

import pytest

from simulators.replay.source.name_time import time_from_name

CHINA = timezone(timedelta(hours=8))
HALF_PAST_EIGHT = datetime(2026, 1, 31, 0, 30, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "20260131083000.jpg",
        "20260131_083000.jpg",
        "20260131-083000.png",
        "IMG_20260131_083000.jpg",
        "2026-01-31_08-30-00.jpg",
        "2026-01-31 08.30.00.jpg",
        "2026_01_31_08_30_00.jpg",
        "2026-01-31T08:30:00+08:00.jpg",
        "2026-01-31T003000Z.jpg",
        "192.168.1.64_01_20260131083000000_MOTION_DETECTION.jpg",
        "192.168.1.108_ch1_main_20260131083000_20260131084000.dav",
        "image2026-01-31_08-30-00_001.jpg",
        "26-01-31_08-30-00-00.jpg",
        "2026-01-31/001/jpg/08/08.30.00[M][0@0][0].jpg",
        "20260131/cam1_083000.jpg",
        "front-1769819400.000000-abc.jpg",
        "mmexport1769819400000.jpg",
    ],
)
def test_a_name_says_when(name: str) -> None:
    assert time_from_name(PurePath(name), CHINA) == HALF_PAST_EIGHT


def test_milliseconds_and_fractions_are_kept() -> None:
    for name in ("20260131083000250.jpg", "20260131_083000.25.jpg"):
        found = time_from_name(PurePath(name), CHINA)
        assert found == HALF_PAST_EIGHT + timedelta(milliseconds=250)


@pytest.mark.parametrize(
    "name",
    [
        "a.jpg",
        "0001.jpg",
        "20260231083000.jpg",
        "20261331083000.jpg",
        "20260131253000.jpg",
        "120260131083000.jpg",
        "202601310830001.jpg",
        "37049901001326000001.jpg",
        "2026-01-31/picture.jpg",
        "08.30.00.jpg",
    ],
)
def test_a_name_that_says_nothing_sure_says_nothing(name: str) -> None:
    assert time_from_name(PurePath(name), CHINA) is None
