"""Reading back what a detector kept over a restart."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged

UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    OverflowError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What numpy, zlib, zipfile and our own checks raise over bytes that were spoilt."""


@contextmanager
def read_as_kept(what: Bilingual, next_step: Bilingual) -> Iterator[None]:
    """Say in one way that what was kept cannot be read.

    Args:
        what: The state and whose it is; the reason is put behind it.
        next_step: What follows, or what to do.

    Raises:
        Damaged: anything in ``UNREADABLE`` was raised inside.
    """
    try:
        yield
    except UNREADABLE as error:
        raise Damaged(
            Bilingual(f"{what.zh}：{error}", f"{what.en}: {error}"), next_step=next_step
        ) from error
