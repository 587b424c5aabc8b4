"""Scene time, shared between the stage and the worker."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

_FORM = struct.Struct("<d")
_NOW, _LAST_BEGIN, _LOOKED = 0, 1, 2
AHEAD_S = 2.0
"""Scene time goes no further beyond the last look at any camera; crowds stay longer than this."""


class SceneClock:
    """Numbers of seconds in a file that both have mapped.

    Args:
        path: The file; made where it is not there.
        cameras: How many cameras there are.
    """

    def __init__(self, path: Path, cameras: int) -> None:
        self._cameras = cameras
        if not path.exists():
            path.write_bytes(_FORM.pack(0.0) * (_LOOKED + cameras))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)

    def _get(self, place: int) -> float:
        return float(_FORM.unpack_from(self._memory, place * _FORM.size)[0])

    def _put(self, place: int, value: float) -> None:
        # Eight aligned bytes are written at once on every machine we run on.
        _FORM.pack_into(self._memory, place * _FORM.size, value)

    @property
    def scene_s(self) -> float:
        """Scene time."""
        return self._get(_NOW)

    @property
    def last_begin_s(self) -> float:
        """No crowd comes after this; infinite until the end has come."""
        return self._get(_LAST_BEGIN) or float("inf")

    def let_pass(self, seconds: float) -> None:
        """Let time pass, as far as every camera is looked at."""
        slowest_s = min(self._get(_LOOKED + number) for number in range(self._cameras))
        self._put(_NOW, min(self.scene_s + seconds, max(self.scene_s, slowest_s + AHEAD_S)))

    def end(self) -> float:
        """Let no crowd come from now on that nobody has seen.

        Returns:
            ``last_begin_s``.
        """
        self._put(_LAST_BEGIN, self.scene_s + AHEAD_S)
        return self.last_begin_s

    def looked(self, camera: int) -> float:
        """Note that a camera is being looked at.

        Args:
            camera: Its place among the cameras.

        Returns:
            The scene time of the look.
        """
        now_s = self.scene_s
        self._put(_LOOKED + camera, now_s)
        return now_s
