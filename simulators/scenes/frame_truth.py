"""What a generated frame really shows."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PersonTruth:
    """One person in one frame.

    Attributes:
        person: Number of the person within the scene.
        box: Left, top, right, bottom in pixels, of the whole figure even where it is hidden or
            outside the picture.
        visibility: Share of the figure's pixels that can be seen, 0..1.
    """

    person: int
    box: Box
    visibility: float


@dataclass(frozen=True, slots=True)
class VehicleTruth:
    """One vehicle in one frame.

    Attributes:
        kind: ``car``, ``van`` or ``lorry``.
        box: Left, top, right, bottom in pixels, may reach outside the picture.
        visibility: Share of the box inside the picture, 0..1.
    """

    kind: str
    box: Box
    visibility: float


@dataclass(frozen=True, slots=True)
class FrameTruth:
    """All of one frame.

    Attributes:
        people: Everybody who can be seen at all.
        vehicles: Every vehicle in the picture.
        zone_count: People whose box's bottom middle lies in the scene's zone.
        structure_area: Share of the picture covered by what was built, as far as it can be seen.
        progress: How far the building is, 0 nothing to 1 done.
    """

    people: tuple[PersonTruth, ...]
    vehicles: tuple[VehicleTruth, ...]
    zone_count: int
    structure_area: float
    progress: float

    def as_dict(self) -> dict[str, object]:
        """Return the JSON form; coordinates with one decimal."""
        return {
            "people": [
                {
                    "person": p.person,
                    "box": [round(v, 1) for v in p.box],
                    "visibility": round(p.visibility, 3),
                }
                for p in self.people
            ],
            "vehicles": [
                {
                    "kind": v.kind,
                    "box": [round(c, 1) for c in v.box],
                    "visibility": round(v.visibility, 3),
                }
                for v in self.vehicles
            ],
            "zone_count": self.zone_count,
            "structure_area": round(self.structure_area, 5),
            "progress": round(self.progress, 4),
        }
