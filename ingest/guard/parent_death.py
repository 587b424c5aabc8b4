"""Ending with one's parent."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
"""prctl(2), linux/prctl.h."""


def end_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, however that ends.

    To be called by the new process itself, first of all. Its parent's thread that made it has to
    live as long as the parent (prctl(2)): the main thread does.

    Args:
        parent: Process id of the parent; if it is gone already, this process ends here.
    """
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(1)
