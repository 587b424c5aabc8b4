"""References that can be asked what was known of a visit."""

from __future__ import annotations

from datetime import datetime

from detectors.construction.place_as_known import PlaceAsKnown
from detectors.construction.reference_bank import Likeness, ReferenceBank
from detectors.construction.scene import Scene
from detectors.picture import BoolMap


class WatchedBank(ReferenceBank):
    """Remembers what of a visit was known, and what was learned of it."""

    place: PlaceAsKnown | None = None
    _learned: BoolMap | None = None

    def as_known(self, scene: Scene) -> PlaceAsKnown | None:
        """Put the place together."""
        self.place = super().as_known(scene)
        return self.place

    def learn(
        self, scene: Scene, likeness: Likeness, same: BoolMap, covered: BoolMap, at: datetime
    ) -> None:
        """Take in a visit."""
        self._learned = same
        super().learn(scene, likeness, same, covered, at)

    def taken(self) -> BoolMap | None:
        """Return what was learned since it was last asked, bool (H, W); none when nothing was."""
        learned, self._learned = self._learned, None
        return learned
