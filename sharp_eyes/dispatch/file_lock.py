"""A lock that one process at a time can hold."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from sharp_eyes.dispatch.errors import OutboxInUse


class FileLock:
    """An advisory lock on a file beside the outbox; the kernel frees it however a process ends.

    Args:
        path: The lock file; its folder exists.

    Raises:
        OutboxInUse: another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise OutboxInUse(path) from error

    def release(self) -> None:
        """Let others have it."""
        os.close(self._descriptor)
