"""How the C library keeps memory."""

from __future__ import annotations

import ctypes

_M_ARENA_MAX = -8
"""mallopt(3), glibc's malloc.h."""


def use_one_arena() -> None:
    """Let all threads share one heap; to be called before there are any others.

    Otherwise each thread gets a heap of its own, and buffers made in one and freed in another leave
    each of them half empty: 8 MB of a worker with 440 cameras. Its threads spend their time
    in decoders and detectors, not in malloc. Other C libraries than glibc have no such heaps.
    """
    change = getattr(ctypes.CDLL(None), "mallopt", None)
    if change is not None:
        change(_M_ARENA_MAX, 1)


def give_back_free_memory() -> None:
    """Hand free pages inside the heap back to the system, so that a fork does not share them.

    A forked process would fill them and so make copies of what nobody needs.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
