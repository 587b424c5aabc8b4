"""What a place looks like while nothing is being built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np

from detectors.construction.comparison import difference
from detectors.construction.scene import Scene
from detectors.picture import BoolMap, FloatMap

ADAPT_SHARE = 0.01
"""Share of a new visit in the reference: with a visit every 10 minutes it follows the season
within a day, and is far slower than a wall rises."""

NOISE_SHARE = 0.03
GUARD_PX = 9
"""Around what is changing the reference stands still, so that growth is never taken in."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The place as it was learned.

    Attributes:
        scene: What it looks like; holds no unmasked people.
        noise: float32 (H, W): how different a visit usually is here (swaying trees, water).
        known: bool (H, W): where the ground has been seen at all; where a person or a parked car
            stood all the time it is learned when they go.
        learned_at: Capture time of the visit that completed it, UTC.
    """

    scene: Scene
    noise: FloatMap
    known: BoolMap
    learned_at: datetime

    @classmethod
    def learn(cls, scenes: list[Scene], hidden: list[BoolMap], learned_at: datetime) -> Reference:
        """Learn from visits.

        Args:
            scenes: One per visit, registered to each other.
            hidden: Per visit, where people or vehicles stood; those pixels do not count.
            learned_at: Capture time of the last of them.
        """
        usable = ~np.stack(hidden)
        light = _median_where([scene.light for scene in scenes], usable)
        blue = _median_where([scene.chroma[:, :, 0] for scene in scenes], usable)
        red = _median_where([scene.chroma[:, :, 1] for scene in scenes], usable)
        scene = Scene(light, np.stack([blue, red], axis=2))
        noises = [
            np.where(~h, difference(scene, s), 0.0) for s, h in zip(scenes, hidden, strict=True)
        ]
        seen = np.maximum(usable.sum(axis=0), 1)
        noise: FloatMap = (np.sum(noises, axis=0) / seen).astype(np.float32)
        return cls(scene, noise, np.asarray(usable.any(axis=0), np.bool_), learned_at)

    def adapted(
        self, scene: Scene, measured: FloatMap, still: BoolMap, hidden: BoolMap
    ) -> Reference:
        """Take a little of a visit in, and all of it where the ground shows for the first time.

        Args:
            scene: The visit, registered.
            measured: Its difference from this reference.
            still: Where nothing is changing or hidden.
            hidden: Where people or vehicles stand, or anything moves.
        """
        new = ~self.known & ~hidden
        share = np.where(still & self.known, np.float32(ADAPT_SHARE), np.float32(0.0))
        share = np.where(new, np.float32(1.0), share).astype(np.float32)
        light = self.scene.light + share * (scene.light - self.scene.light)
        chroma = self.scene.chroma + share[:, :, None] * (scene.chroma - self.scene.chroma)
        quick = np.where(still & self.known, np.float32(NOISE_SHARE), np.float32(0.0))
        noise = self.noise + quick.astype(np.float32) * (measured - self.noise)
        return Reference(Scene(light, chroma), noise, self.known | new, self.learned_at)


def guarded(changing: BoolMap) -> BoolMap:
    """Grow what is changing by ``GUARD_PX``."""
    kernel = np.ones((2 * GUARD_PX + 1, 2 * GUARD_PX + 1), np.uint8)
    grown: BoolMap = cv2.dilate(changing.astype(np.uint8), kernel).astype(np.bool_)
    return grown


def _median_where(planes: list[FloatMap], usable: BoolMap) -> FloatMap:
    stack = np.where(usable, np.stack(planes), np.nan)
    stack[:, ~usable.any(axis=0)] = 0.0
    return np.nanmedian(stack, axis=0).astype(np.float32)
