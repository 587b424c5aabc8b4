"""How the C library keeps memory."""

from __future__ import annotations

import ctypes

_M_ARENA_MAX = -8
_M_MMAP_THRESHOLD = -3
"""mallopt(3), glibc's malloc.h."""

OWN_PAGES_FROM_BYTES = 64 * 1024
"""Decoded pictures get pages of their own, which go back when they are done with. glibc would put
them into the heap after the first one was freed, and what lies behind them keeps them there. Key
frames stay in the heap: 220 a second, and their holes fit the next ones."""


def use_one_small_heap() -> None:
    """Let all threads share one heap without large pieces; to be called before there are others.

    Otherwise each thread gets a heap of its own, and buffers made in one and freed in another leave
    each of them half empty: 8 MB of a worker with 440 cameras. Its threads spend their time
    in decoders and detectors, not in malloc. Other C libraries than glibc have no such heaps.
    """
    change = getattr(ctypes.CDLL(None), "mallopt", None)
    if change is not None:
        change(_M_ARENA_MAX, 1)
        change(_M_MMAP_THRESHOLD, OWN_PAGES_FROM_BYTES)


def give_back_free_memory() -> None:
    """Hand free pages inside the heap back to the system; takes about a millisecond.

    Before a fork, or the forked process would fill them and so make copies of what nobody needs;
    and now and then, or a heap keeps whatever its worst moment took.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
