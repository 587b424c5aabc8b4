"""All that is known of one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from detectors.construction.change_tracker import ChangeTracker
from detectors.construction.evidence_map import EvidenceMap
from detectors.construction.known_looks import KnownLooks
from detectors.construction.reference import Reference
from detectors.construction.reference_bank import ReferenceBank
from detectors.construction.scene import Scene
from detectors.construction.works_map import WorksMap
from detectors.picture import BoolMap, FloatMap


@dataclass(slots=True)
class PlaceMemory:
    """A place as far as it is known; all maps are of the scenes' size (H, 320).

    Attributes:
        bank: What it looks like in every light.
        evidence: Where it is different, and since when.
        tracker: The changes followed.
        noise: How different a visit usually is (swaying trees, water).
        usually_taken: Share of the latest visits at which a person or a vehicle was supposed here.
        usual_alike: How alike two visits usually are, by whether they are infrared.
        visits: Visits it is made of.
        begun_at: Capture time of the first, UTC.
        maybe_people: Where scenery was learned that the object model may take for a person: it
            does not leave this process's memory.
        looks: Its latest daylight looks; after a restart those of the references.
        last: The latest visit of each kind of light, what hid it and its capture time; not kept
            over a restart.
        works: Where works have been seen.
        new_kind: The latest picture of a kind of light that no reference is of, and the number of
            visits then; not kept over a restart.
    """

    bank: ReferenceBank
    evidence: EvidenceMap
    tracker: ChangeTracker
    noise: FloatMap
    usually_taken: FloatMap
    begun_at: datetime
    maybe_people: BoolMap
    visits: int = 0
    usual_alike: dict[bool, float] = field(default_factory=dict)
    looks: KnownLooks = field(default_factory=KnownLooks)
    last: dict[bool, tuple[Scene, BoolMap, datetime]] = field(default_factory=dict)
    works: WorksMap = field(init=False)
    new_kind: tuple[Scene, int] | None = None

    def __post_init__(self) -> None:
        self.works = WorksMap.empty(*self.size)

    @classmethod
    def empty(cls, size: tuple[int, int], at: datetime) -> PlaceMemory:
        """Begin to learn a place.

        Args:
            size: (width, height) of its scenes.
            at: Capture time of the first visit, UTC.
        """
        width, height = size
        return cls(
            ReferenceBank(),
            EvidenceMap.empty(width, height),
            ChangeTracker.empty(width, height),
            np.zeros((height, width), np.float32),
            np.zeros((height, width), np.float32),
            at,
            np.zeros((height, width), np.bool_),
        )

    def knows_kind(self, *, infrared: bool) -> bool:
        """Whether any reference is of this kind of light."""
        return any(one.infrared == infrared for one in self.bank.references)

    def references_to_keep(self) -> list[Reference]:
        """Return the references as they may be written down: nobody can be on them."""
        if not self.maybe_people.any():
            return self.bank.references
        return [one.without(self.maybe_people) for one in self.bank.references]

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of its scenes."""
        return self.noise.shape[1], self.noise.shape[0]
