"""What a camera's view looks like in every kind of light."""

from __future__ import annotations

import numpy as np

from detectors.diagnosis.glance import Glance
from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import BLOCKS_HIGH, BLOCKS_WIDE, Seen
from detectors.diagnosis.view import FAINT, IN_PLACE, View
from detectors.picture import BoolMap


class Views:
    """One ``View`` for each kind of light that was seen.

    Args:
        seen: What masks leave.
    """

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self.by_light: dict[Light, View] = {}
        self._lasting: BoolMap | None = None

    def known(self, light: Light) -> View | None:
        """Return the view in this light, none while it is not known."""
        view = self.by_light.get(light)
        return view if view is not None and view.known else None

    def restore(self, light: Light, view: View) -> None:
        """Put in what was learned before a restart."""
        self._lasting = None
        self.by_light[light] = view

    def learn(self, glance: Glance) -> None:
        """Take a look of the unmoved camera."""
        self._lasting = None
        self.by_light.setdefault(glance.light, View()).learn(glance.directions)

    def lasting(self) -> BoolMap:
        """Return the blocks that have lasting edges in any light, (9, 16)."""
        if self._lasting is None:
            self._lasting = np.zeros((BLOCKS_HIGH, BLOCKS_WIDE), np.bool_)
            for view in self.by_light.values():
                if view.known:
                    self._lasting |= view.usable(self._seen, FAINT)
        return self._lasting

    def recognised(self, glance: Glance) -> BoolMap:
        """Return the blocks whose edges are where they are in one light or another, (9, 16).

        When the lamps go out or fog comes, the kind of light is another one at once, and the edges
        stay where they were, however faint.
        """
        blocks: BoolMap = np.zeros((BLOCKS_HIGH, BLOCKS_WIDE), np.bool_)
        for view in self.by_light.values():
            if view.known:
                cosines, _own = view.cosines(glance.directions)
                blocks |= (cosines >= IN_PLACE) & view.usable(self._seen, FAINT)
        return blocks
