"""The newest still of every camera that somebody looks at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from command_center.feed.notifier import Notifier
from command_center.stills.still import Still
from command_center.stills.stills_viewer import StillsViewer
from sharp_eyes.alert.time_source import TimeSource


class StillsBoard:
    """Brings stills from nodes to pages; nothing is written to disk.

    Attributes:
        interest: Woken when what is looked at has changed.
    """

    def __init__(self) -> None:
        self.interest = Notifier()
        self._viewers: set[StillsViewer] = set()
        self._newest: dict[str, Still] = {}
        self._sequences: dict[str, int] = {}

    def enter(self) -> StillsViewer:
        """Begin to look."""
        viewer = StillsViewer()
        self._viewers.add(viewer)
        return viewer

    def leave(self, viewer: StillsViewer) -> None:
        """Stop looking; what nobody looks at any more is forgotten."""
        self._viewers.discard(viewer)
        self._forget()
        self.interest.wake()

    def ask(self, viewer: StillsViewer, cameras: Iterable[str], every_s: float) -> None:
        """Replace what a page looks at; the newest stills go to it at once."""
        before = viewer.wanted, viewer.every_s
        for camera in viewer.ask(cameras, every_s):
            if camera in self._newest:
                viewer.offer(self._newest[camera])
        self._forget()
        if before != (viewer.wanted, viewer.every_s):
            self.interest.wake()

    def put(self, camera: str, jpeg: bytes, captured_at: datetime, time_source: TimeSource) -> bool:
        """Take a still from a node.

        Returns:
            False when nobody looks at this camera any more; then it is not kept.
        """
        lookers = [viewer for viewer in self._viewers if camera in viewer.wanted]
        if not lookers:
            return False
        newest = self._newest.get(camera)
        if newest is not None and captured_at < newest.captured_at:
            # Two uploads have overtaken each other.
            return True
        sequence = self._sequences[camera] = self._sequences.get(camera, 0) + 1
        still = Still(camera, captured_at, time_source, sequence, jpeg)
        self._newest[camera] = still
        for viewer in lookers:
            viewer.offer(still)
        return True

    def forget_all(self) -> None:
        """Let go of every still: it may show what a new privacy mask hides."""
        self._newest.clear()
        for viewer in self._viewers:
            viewer.forget()

    def wanted(self) -> dict[str, float]:
        """Return what is looked at: camera id → shortest interval asked for, s."""
        wanted: dict[str, float] = {}
        for viewer in self._viewers:
            for camera in viewer.wanted:
                wanted[camera] = min(viewer.every_s, wanted.get(camera, viewer.every_s))
        return wanted

    def _forget(self) -> None:
        wanted = self.wanted()
        for camera in set(self._newest) - set(wanted):
            del self._newest[camera]
