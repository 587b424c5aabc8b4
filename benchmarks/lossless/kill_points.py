"""Places in the code at which a process kills itself when told to."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

VARIABLE = "SHARP_EYES_KILL_POINT"
"""Names the file that names the place."""


class KillPoints:
    """Wraps methods, in the process that is to be killed; the product knows nothing of it.

    Args:
        file: Holds the name of a place while the process is to die there.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def from_environment(cls) -> KillPoints:
        """Read the file's name."""
        return cls(Path(os.environ[VARIABLE]))

    def reach(self, place: str) -> None:
        """Die here if this is the place."""
        with suppress(OSError):
            if self._file.read_text() == place:
                self._file.unlink()
                os.kill(os.getpid(), signal.SIGKILL)

    def before(self, owner: type, method: str, place: str) -> None:
        """Make a place before a method."""
        plain = getattr(owner, method)

        @functools.wraps(plain)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.reach(place)
            return plain(*arguments, **named)

        setattr(owner, method, wrapped)

    def after(self, owner: type, method: str, place: str) -> None:
        """Make a place after a method has returned."""
        plain = getattr(owner, method)

        @functools.wraps(plain)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            result = plain(*arguments, **named)
            self.reach(place)
            return result

        setattr(owner, method, wrapped)

    def after_waiting(self, owner: type, method: str, place: str) -> None:
        """Make a place after an asynchronous method has returned."""
        plain: Callable[..., Awaitable[Any]] = getattr(owner, method)

        @functools.wraps(plain)
        async def wrapped(*arguments: Any, **named: Any) -> Any:
            result = await plain(*arguments, **named)
            self.reach(place)
            return result

        setattr(owner, method, wrapped)
