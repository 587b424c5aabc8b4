"""True numbers of people, counted by hand or elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

TIME_REACH_S = 0.5
"""A count given for a time holds for a picture at most this far from it."""


@dataclass(slots=True)
class TrueCounts:
    """Counts by picture, file name or time, and by zone; an empty zone means any.

    Attributes:
        by_number: People by zone and number of the picture.
        by_label: People by zone and file name.
        by_time: People by zone: (seconds after the first picture, people), in order of time.
    """

    by_number: dict[str, dict[int, int]] = field(default_factory=dict)
    by_label: dict[str, dict[str, int]] = field(default_factory=dict)
    by_time: dict[str, list[tuple[float, int]]] = field(default_factory=dict)

    @property
    def zones(self) -> frozenset[str]:
        """The zones that rows name."""
        named = {*self.by_number, *self.by_label, *self.by_time}
        return frozenset(named - {""})

    def of(self, zone: str, number: int, label: str, time_s: float) -> int | None:
        """Return the true count of a zone in a picture, or none where it is not known.

        Args:
            zone: Its id.
            number: Of the picture, from 1.
            label: The picture's file name.
            time_s: Of the picture, after the first one.
        """
        for name in (zone, ""):
            people = self.by_number.get(name, {}).get(number)
            if people is None:
                labels = self.by_label.get(name, {})
                people = labels.get(label, labels.get(label.rpartition("/")[2]))
            if people is None:
                people = self._nearest(name, time_s)
            if people is not None:
                return people
        return None

    def _nearest(self, zone: str, time_s: float) -> int | None:
        rows = self.by_time.get(zone, [])
        place = bisect_left(rows, (time_s, -1))
        around = rows[max(0, place - 1) : place + 1]
        near = [row for row in around if abs(row[0] - time_s) <= TIME_REACH_S]
        return min(near, key=lambda row: abs(row[0] - time_s))[1] if near else None
