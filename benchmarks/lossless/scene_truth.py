"""What happens in front of the simulated cameras, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from random import Random

LIMIT_PEOPLE = 10
NOBODY = 0
FIRST_EPISODE = 100
"""An episode's people count is this plus its number, so that each stored incident says which it is
of. Counts of a crowd, nothing more."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A zone at one moment.

    Attributes:
        people: How many stand there.
        grave: Whether the crowd has grown graver since it began.
    """

    people: int
    grave: bool = False


@dataclass(frozen=True, slots=True)
class SceneTruth:
    """Crowds that come and go in every zone of every camera, by seed alone.

    Scene time waits for whoever looks slowest: what nobody could see is not lost, and what a crowd
    did before a kill it still does after it.

    Attributes:
        seed: Of everything.
        cameras: How many.
        zones: Of each camera.
        shortest_s: A crowd stays, and a place stays empty, at least so long.
        longest_s: And at most so long.
    """

    seed: int
    cameras: int
    zones: int
    shortest_s: float = 5.0
    longest_s: float = 9.0

    def camera_ids(self) -> list[str]:
        """Return the ids, 20 digits."""
        return [f"37049901001326{number:06d}" for number in range(1, self.cameras + 1)]

    def zone_ids(self) -> list[str]:
        """Return the ids of each camera's zones."""
        return [f"z{number}" for number in range(1, self.zones + 1)]

    def episodes(self, camera_id: str, zone_id: str) -> Iterator[tuple[int, float, float]]:
        """Give a zone's crowds for ever: number, beginning and end in scene seconds."""
        random = Random(f"{self.seed} {camera_id} {zone_id}")
        number, at_s = 0, random.uniform(0.0, self.longest_s)
        while True:
            end_s = at_s + random.uniform(self.shortest_s, self.longest_s)
            yield number, at_s, end_s
            at_s = end_s + random.uniform(self.shortest_s, self.longest_s)
            number += 1

    def generated(self, last_begin_s: float) -> dict[tuple[str, str, int], float]:
        """Return every crowd that came by a moment: camera, zone and number → when it went."""
        return {
            (camera_id, zone_id, number): end_s
            for camera_id in self.camera_ids()
            for zone_id in self.zone_ids()
            for number, _, end_s in takewhile(
                lambda one: one[1] <= last_begin_s, self.episodes(camera_id, zone_id)
            )
        }


class ZoneStory:
    """One zone's crowds, walked through as time passes.

    Args:
        truth: All of them.
        camera_id: Of the zone.
        zone_id: The zone.
    """

    def __init__(self, truth: SceneTruth, camera_id: str, zone_id: str) -> None:
        self._episodes = truth.episodes(camera_id, zone_id)
        self._now = next(self._episodes)

    def at(self, scene_s: float, last_begin_s: float) -> Moment:
        """Return what is to be seen; time never goes back.

        Args:
            scene_s: Scene time.
            last_begin_s: No crowd comes after this.
        """
        while scene_s >= self._now[2]:
            self._now = next(self._episodes)
        number, begin_s, end_s = self._now
        if scene_s < begin_s or begin_s > last_begin_s:
            return Moment(NOBODY)
        return Moment(FIRST_EPISODE + number, grave=scene_s >= (begin_s + end_s) / 2)
