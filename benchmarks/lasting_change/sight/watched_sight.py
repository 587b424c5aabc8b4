"""A network that can be asked what it was shown."""

from __future__ import annotations

from benchmarks.lasting_change.sight.examples import Shown
from detectors.construction.detail import Detail
from detectors.construction.scene import Scene
from detectors.construction.works_sight import WorksSight
from detectors.picture import FloatMap


class WatchedSight(WorksSight):
    """Remembers what it was shown."""

    _shown: Shown | None = None

    def look(self, scene: Scene, before: Scene, other: Scene, detail: Detail) -> FloatMap:
        """Look at one visit."""
        self._shown = (scene, before, other, detail)
        return super().look(scene, before, other, detail)

    def taken(self) -> Shown | None:
        """Return what it was shown since it was last asked; none when it was not."""
        shown, self._shown = self._shown, None
        return shown
