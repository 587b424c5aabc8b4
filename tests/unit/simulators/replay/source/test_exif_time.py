"""Capture times that a camera wrote into the picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from simulators.replay.source.exif_time import time_from_exif

CHINA = timezone(timedelta(hours=8))


def photograph(path: Path, tags: dict[int, str], details: dict[int, str]) -> Path:
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(ExifTags.IFD.Exif).update(details)
    Image.new("RGB", (32, 32)).save(path, exif=exif.tobytes())
    return path


@pytest.mark.parametrize(
    ("tags", "details", "expected"),
    [
        ({}, {0x9003: "2026:01:31 08:30:00"}, datetime(2026, 1, 31, 0, 30, tzinfo=UTC)),
        (
            {},
            {0x9003: "2026:01:31 08:30:00", 0x9011: "+00:00", 0x9291: "5"},
            datetime(2026, 1, 31, 8, 30, 0, 500_000, tzinfo=UTC),
        ),
        ({}, {0x9004: "2026:01:31 08:30:00"}, datetime(2026, 1, 31, 0, 30, tzinfo=UTC)),
        ({0x0132: "2026:01:31 08:30:00"}, {}, datetime(2026, 1, 31, 0, 30, tzinfo=UTC)),
        ({0x0132: "0000:00:00 00:00:00"}, {}, None),
        ({0x0132: "1970:01:01 00:00:00"}, {}, None),
        ({}, {0x9003: "yesterday"}, None),
        ({}, {}, None),
    ],
)
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_the_time_of_the_exposure_counts(
    tmp_path: Path,
    tags: dict[int, str],
    details: dict[int, str],
    expected: datetime | None,
    suffix: str,
) -> None:
    path = photograph(tmp_path / f"a{suffix}", tags, details)
    assert time_from_exif(path, CHINA) == expected


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe1\x00\x10Exif\0\0broken"])
def test_a_broken_file_has_no_time(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    assert time_from_exif(path, CHINA) is None
