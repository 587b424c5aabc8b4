"""Whether a place has ever looked as it does now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import cv2
import numpy as np

from detectors.construction.look import HALF, Look, half_of
from detectors.construction.reference import Reference
from detectors.construction.scene import Scene
from detectors.picture import BoolMap, FloatMap

MOST = 12
"""Looks held against a visit, the latest."""

MOST_YOUNG = 10
LEAST = 4
"""With fewer nothing can be said."""

YOUNG_H = 30.0
"""For so long a visit is not held against others: what is being built would soon be known."""

AMONG = 5
"""With more looks than this the second nearest counts, so that no single odd one decides."""

FAR = 9.0
"""Distance where no look shows the place."""

LEAST_SPREAD = 0.22
MARGIN = 0.15
"""Least of what visits usually differ by, and what they may differ more than usual."""

SHARE = 0.1
FROM_MEAN_DEVIATION = 1.25
"""To a standard deviation, for normally spread values."""

MUCH = 2.0
MOST_ANEW = 0.25
"""Share of the picture that may be new at one visit; more is snow or a new kind of light."""

LEAST_CONTRAST = 0.5

SURELY_UNLIKE = 3.0
"""Usual deviations from which a pixel counts as changed although nothing else speaks for it."""


class KnownLooks:
    """The latest daylight looks of a place, pixel by pixel from before anything changed there.

    How far a visit is from the nearest of them is weighed by how far visits usually are: a small
    difference counts where nothing ever differs, a large one does not where much comes and goes.

    Args:
        references: What was kept over a restart; the looks themselves are not.
    """

    def __init__(self, references: Sequence[Reference] = ()) -> None:
        self.old: list[Look] = []
        self.young: list[Look] = []
        self.usual: FloatMap | None = None
        self.spread: FloatMap | None = None
        for one in references:
            if not one.infrared:
                self.old.append(Look.of(one.scene(), one.known, one.used_at))
        self._weigh()

    @property
    def can_tell(self) -> bool:
        """Whether enough is known."""
        return self.usual is not None

    @property
    def knows_much(self) -> bool:
        """Whether so much is known that what is unlike all of it is new for this alone."""
        return len(self.old) > AMONG

    def learn(self, scene: Scene, shown: BoolMap, at: datetime) -> None:
        """Take in one of the first visits."""
        if not scene.infrared and not self.can_tell:
            self.old.append(Look.of(scene, shown, at))
            self._weigh()

    def visit(
        self, scene: Scene, hidden: BoolMap, changing: BoolMap, at: datetime, young: timedelta
    ) -> FloatMap | None:
        """Hold a visit against the looks known, and keep it for later.

        Args:
            scene: Registered.
            hidden: bool (H, W): where people stand, or nothing is seen.
            changing: bool (H, W): where something is followed: there no look is learned.
            at: Capture time, UTC.
            young: How long a visit is kept before others are held against it.

        Returns:
            float32 (H / 2, W / 2): how unlike anything known, in usual deviations; NaN where it
            cannot be told. None where the visit as a whole says nothing.
        """
        if scene.infrared:
            return None
        if self.usual is None or self.spread is None:
            self.learn(scene, ~(hidden | changing), at)
            return None
        look = Look.of(scene, ~hidden, at)
        recent = self.old[-6:]
        if np.median([one.contrast_of(look) for one in recent]) < LEAST_CONTRAST:
            return None
        distance = _nearest(look, self.old)
        held = half_of(changing, least=0.01)
        told = look.shown & (distance < FAR)
        signs = (distance - self.usual - np.float32(MARGIN)) / np.maximum(
            self.spread, np.float32(LEAST_SPREAD)
        )
        learned = told & ~held
        odd = np.count_nonzero((signs > MUCH) & learned) > MOST_ANEW * signs.size
        share = np.where(learned, np.float32(SHARE), np.float32(0.0))
        self.usual += share * (distance - self.usual)
        deviation = np.abs(distance - self.usual) * np.float32(FROM_MEAN_DEVIATION)
        self.spread += share * (deviation - self.spread)
        self.young.append(look)
        while self.young and (at - self.young[0].at > young or len(self.young) > MOST_YOUNG):
            self._grow_old(self.young.pop(0), held)
        return None if odd else np.where(told, signs, np.float32(np.nan)).astype(np.float32)

    def _grow_old(self, look: Look, held: BoolMap) -> None:
        look.shown = look.shown & ~held
        if len(self.old) >= MOST:
            # What is being watched keeps its looks from before.
            look = look.completed(self.old.pop(0))
        self.old.append(look)

    def _weigh(self) -> None:
        """Hold the first looks against each other."""
        if len(self.old) < LEAST:
            return
        distances = np.stack(
            [_nearest(one, [other for other in self.old if other is not one]) for one in self.old]
        )
        middle = np.median(distances, axis=0)
        self.usual = np.minimum(middle, np.float32(FAR / 2)).astype(np.float32)
        spread = 1.48 * np.median(np.abs(distances - middle), axis=0)
        self.spread = np.asarray(spread, np.float32)


def surely_unlike(signs: FloatMap) -> BoolMap:
    """Say where a visit shows what no look known shows, at the size of the scene."""
    far = np.nan_to_num(signs) > SURELY_UNLIKE
    size = (signs.shape[1] * HALF, signs.shape[0] * HALF)
    unlike: BoolMap = cv2.resize(
        far.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST
    ).astype(np.bool_)
    return unlike


def _nearest(look: Look, others: Sequence[Look]) -> FloatMap:
    distances = np.stack(
        [np.where(one.shown, look.distance(one), np.float32(FAR)) for one in others]
    )
    rank = 1 if len(others) > AMONG else 0
    nearest = np.partition(distances, rank, axis=0)[rank]
    return np.asarray(np.minimum(nearest, np.float32(FAR)), np.float32)
