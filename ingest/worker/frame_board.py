"""The newest key frame of each camera."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ingest.key_frame import KeyFrame


class FrameBoard:
    """Holds one key frame a camera, whoever wants it; a newer one replaces it."""

    def __init__(self) -> None:
        self._newest: dict[str, KeyFrame] = {}
        self._listeners: list[Callable[[KeyFrame], None]] = []

    def on_frame(self, listener: Callable[[KeyFrame], None]) -> None:
        """Call this with each new frame; it must not block."""
        self._listeners.append(listener)

    def put(self, key_frame: KeyFrame) -> None:
        """Put up a camera's newest key frame."""
        self._newest[key_frame.camera_id] = key_frame
        for listener in self._listeners:
            listener(key_frame)

    def newest(self, camera_id: str) -> KeyFrame | None:
        """Return a camera's newest key frame, none when none came yet."""
        return self._newest.get(camera_id)

    def keep(self, camera_ids: Collection[str]) -> None:
        """Forget the frames of all other cameras."""
        for camera_id in [one for one in self._newest if one not in camera_ids]:
            del self._newest[camera_id]
