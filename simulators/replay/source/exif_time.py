"""Capture times out of what a camera wrote into the picture file (EXIF)."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

from PIL import ExifTags, Image

_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")


def time_from_exif(path: Path, local_zone: tzinfo) -> datetime | None:
    """Read ``DateTimeOriginal``, else ``DateTimeDigitized``, else ``DateTime`` (EXIF 2.32, 4.6.5).

    Only the file's header is read, no pixel is decoded.

    Args:
        path: A picture.
        local_zone: Where the file names no offset of its own.

    Returns:
        UTC, or none when the file has no such field or cannot be read.
    """
    try:
        with warnings.catch_warnings():
            # Broken EXIF is no news here: the picture then simply has no time of its own.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                tags = image.getexif()
                details = tags.get_ifd(ExifTags.IFD.Exif)
    except Exception:
        return None
    for text, fraction, offset in (
        (
            details.get(ExifTags.Base.DateTimeOriginal),
            details.get(ExifTags.Base.SubsecTimeOriginal),
            details.get(ExifTags.Base.OffsetTimeOriginal),
        ),
        (
            details.get(ExifTags.Base.DateTimeDigitized),
            details.get(ExifTags.Base.SubsecTimeDigitized),
            details.get(ExifTags.Base.OffsetTimeDigitized),
        ),
        (
            tags.get(ExifTags.Base.DateTime),
            details.get(ExifTags.Base.SubsecTime),
            details.get(ExifTags.Base.OffsetTime),
        ),
    ):
        found = _moment(text, fraction, offset, local_zone)
        if found is not None:
            return found
    return None


def _moment(text: object, fraction: object, offset: object, local_zone: tzinfo) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        found = datetime.strptime(text.strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(
            tzinfo=_offset(offset) or local_zone
        )
    except ValueError:
        return None
    digits = fraction.strip("\0 ") if isinstance(fraction, str) else ""
    if digits.isascii() and digits.isdigit():
        found += timedelta(seconds=float(f"0.{digits[:6]}"))
    # 1980 and before is a camera whose clock was never set.
    return found.astimezone(UTC) if found.year > 1980 else None


def _offset(text: object) -> tzinfo | None:
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.strptime(text.strip("\0 "), "%z")
    except ValueError:
        return None
    offset = moment.utcoffset()
    return None if offset is None else timezone(offset)
