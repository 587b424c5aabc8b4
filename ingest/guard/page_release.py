"""Letting go of pages that a waiting process does not need."""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

_MADV_DONTNEED = 4
"""madvise(2), Linux's asm-generic/mman-common.h."""
_MAPPING = re.compile(rb"^([0-9a-f]+)-([0-9a-f]+) r-.p \S+ \S+ [1-9]\d* +/")
"""A private mapping of a file that cannot be written to (proc(5))."""


def release_file_pages() -> None:
    """Unmap the pages of libraries, which the system keeps in its cache and brings back when asked.

    A process that only waits holds 8 MB of them, used once while it imported. A mapping with a page
    of its own (relocated, and write-protected afterwards) is left alone: nobody could bring that
    page back.
    """
    madvise = getattr(ctypes.CDLL(None), "madvise", None)
    if madvise is None:
        return
    start = end = 0
    for line in Path("/proc/self/smaps").read_bytes().splitlines():
        if found := _MAPPING.match(line):
            start, end = int(found[1], 16), int(found[2], 16)
        elif b"-" in line.split(b" ", 1)[0]:
            end = 0  # another kind of mapping begins
        elif line.startswith(b"Anonymous:") and end and line.split()[1] == b"0":
            madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_DONTNEED)
