"""Learning what a place looks like from the first visits."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from detectors.construction.comparison import difference, textured
from detectors.construction.reference import Reference
from detectors.construction.registration import register
from detectors.construction.scene import Scene
from detectors.picture import BoolMap

VISITS = 4
"""Visits in a row that have to agree."""

UNSTABLE_SHARE = 0.12
"""Share of the structured pixels that may differ from one visit to the next."""

PATIENCE = 24
"""After this many visits a place that never agrees (a wood in the wind) is taken as it is: what
moves there all the time goes into the reference as noise."""

UNLIKE = 0.55


class Learner:
    """Collects visits until they agree. Memory only: a restart begins anew."""

    def __init__(self) -> None:
        self._scenes: list[Scene] = []
        self._hidden: list[BoolMap] = []
        self._tried = 0

    def visit(self, scene: Scene, hidden: BoolMap, captured_at: datetime) -> Reference | None:
        """Take a visit.

        Args:
            scene: What it saw.
            hidden: Where people or vehicles stood.
            captured_at: Capture time, UTC.

        Returns:
            The reference once enough visits agreed, else none.
        """
        self._tried += 1
        if self._scenes and self._scenes[0].size != scene.size:
            self._scenes, self._hidden = [], []
        if self._scenes:
            registered = register(self._scenes[0], scene)
            if not self._agrees(registered.scene, hidden) and self._tried < PATIENCE:
                self._scenes, self._hidden = [scene], [hidden]
                return None
            scene = registered.scene
        self._scenes.append(scene)
        self._hidden.append(hidden)
        if len(self._scenes) < VISITS:
            return None
        return Reference.learn(self._scenes, self._hidden, captured_at)

    def _agrees(self, scene: Scene, hidden: BoolMap) -> bool:
        before = self._scenes[-1]
        counted = (textured(before) | textured(scene)) & ~hidden & ~self._hidden[-1]
        total = int(counted.sum())
        if total == 0:
            return True
        unlike = (difference(before, scene) > UNLIKE) & counted
        return bool(np.count_nonzero(unlike) <= UNSTABLE_SHARE * total)
