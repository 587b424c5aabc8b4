"""What became of the episodes of one zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.crowds.episode import Episode


@dataclass(slots=True)
class ZoneResult:
    """Episodes and incidents of one or many zones.

    Attributes:
        episodes: True ones.
        found: Those of them with an incident.
        false: Incidents with no episode.
        delays: Looks between the moment at which the hold was over and each incident.
        end_delays: The same between the moment at which it had cleared long enough and the end.
        missed: Which episodes were not found, for whoever looks into it.
    """

    episodes: int = 0
    found: int = 0
    false: int = 0
    delays: list[float] = field(default_factory=list)
    end_delays: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, other: ZoneResult) -> None:
        """Add another's figures."""
        self.episodes += other.episodes
        self.found += other.found
        self.false += other.false
        self.delays += other.delays
        self.end_delays += other.end_delays
        self.missed += other.missed

    @classmethod
    def match(
        cls,
        what: str,
        episodes: Sequence[Episode],
        incidents: Sequence[tuple[float, float | None]],
        *,
        hold_s: float,
        clear_hold_s: float,
        look_s: float,
    ) -> ZoneResult:
        """Match incidents with episodes, each once.

        Args:
            what: Names the zone and seed.
            episodes: True ones.
            incidents: (opened, ended) in s; none while it is open.
            hold_s: Of the zone.
            clear_hold_s: Of the zone.
            look_s: Interval between looks.
        """
        result = cls(episodes=len(episodes))
        left = list(incidents)
        for episode in episodes:
            mine = [one for one in left if episode.over_s <= one[0] <= episode.clear_s]
            if not mine:
                result.missed.append(f"{what} at {episode.over_s:.0f} s")
                continue
            opened_s, ended_s = mine[0]
            left.remove(mine[0])
            result.found += 1
            result.delays.append((opened_s - episode.over_s - hold_s) / look_s)
            if ended_s is not None:
                result.end_delays.append((ended_s - episode.clear_s - clear_hold_s) / look_s)
        result.false = len(left)
        result.missed += [f"{what}: false at {opened_s:.0f} s" for opened_s, _ in left]
        return result
