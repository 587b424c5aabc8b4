"""How many people standing on a square are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors.crowd.counted_people import counted_people
from detectors.masking.people_masker import MASKING_THRESHOLD
from detectors.models.object_model import ObjectModel
from sharp_eyes.registry.analytics import Analytics
from simulators.scenes.scene import SceneSettings
from simulators.scenes.square import Square

CROWDS = (5, 10, 20, 30, 40, 60)


@dataclass(frozen=True, slots=True)
class StandingCount:
    """One square.

    Attributes:
        crowd: People standing there.
        sure: Boxes at the threshold.
        counted: People as the crowd detector counts them.
        at_least: Whether it says that there are more.
    """

    crowd: int
    sure: int
    counted: int
    at_least: bool


def standing_counts(model: ObjectModel, seeds: Iterable[int]) -> Iterator[StandingCount]:
    """Count on squares where nobody comes or goes.

    Args:
        model: Finds people.
        seeds: Of the squares; each is made once for every number of people.
    """
    threshold = Analytics().person_threshold
    for seed in seeds:
        for crowd in CROWDS:
            image, _ = Square(SceneSettings(seed), crowd=crowd, standing=True).frame(0.0, 0)
            found = model.detect(image, MASKING_THRESHOLD)
            result = counted_people(found, threshold)
            yield StandingCount(
                crowd,
                len(found.people(threshold)),
                len(result.people),
                result.more or len(result.people) >= model.resolved_people,
            )
