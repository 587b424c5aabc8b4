"""Decides when a silent camera is a fault, and when that is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class FaultStep(StrEnum):
    """What to do about a camera's fault."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(slots=True)
class _State:
    offline_since_s: float | None = None
    online_since_s: float | None = None
    open: bool = False


class FaultWatch:
    """Hold times on both sides, so that a flapping camera is one fault.

    Args:
        offline_after_s: Not online for so long opens a fault.
        online_after_s: Online for so long ends it.
    """

    def __init__(self, offline_after_s: float, online_after_s: float) -> None:
        self._offline_after_s = offline_after_s
        self._online_after_s = online_after_s
        self._states: dict[str, _State] = {}

    def resume(self, camera_id: str) -> None:
        """Go on with a fault that was open before a restart."""
        self._states.setdefault(camera_id, _State()).open = True

    def keep(self, camera_ids: Collection[str]) -> None:
        """Forget all other cameras."""
        for camera_id in [one for one in self._states if one not in camera_ids]:
            del self._states[camera_id]

    def silent_s(self, camera_id: str, now_s: float) -> float:
        """Return for how long a camera is not online, 0 when it is."""
        state = self._states.get(camera_id)
        since_s = state.offline_since_s if state else None
        return 0.0 if since_s is None else now_s - since_s

    def look(self, camera_id: str, online: bool, now_s: float) -> FaultStep | None:
        """Take a camera's state and say what it changes.

        Args:
            camera_id: 20 digits.
            online: Whether pictures come.
            now_s: Monotonic time.
        """
        state = self._states.setdefault(camera_id, _State())
        if online:
            state.offline_since_s = None
            state.online_since_s = now_s if state.online_since_s is None else state.online_since_s
            if state.open and now_s - state.online_since_s >= self._online_after_s:
                state.open = False
                return FaultStep.CLOSE
            return None
        state.online_since_s = None
        state.offline_since_s = now_s if state.offline_since_s is None else state.offline_since_s
        if not state.open and now_s - state.offline_since_s >= self._offline_after_s:
            state.open = True
            return FaultStep.OPEN
        return None
