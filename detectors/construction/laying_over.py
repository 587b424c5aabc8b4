"""Laying a visit over what is known of a place."""

from __future__ import annotations

from detectors.construction.place_memory import PlaceMemory
from detectors.construction.registration import Registered, register
from detectors.construction.scene import Scene
from detectors.construction.taking_in import USUAL_SHARE

SAME_VIEW = 0.25
"""Likeness of edges under which a picture shows another view, or nothing."""

MUCH_LESS_ALIKE = 0.55
"""Share of a camera's usual likeness under which it does so too."""

SURELY_ALIKE = 0.5
"""Likeness from which two pictures that cannot be compared with others surely show one view."""

MOST_ANCHORS = 5
"""References tried before a picture is taken for another view."""


def laid_over(memory: PlaceMemory, scene: Scene) -> Registered | None:
    """Lay a visit over the first reference that shows the same view; none where none does."""
    return _over_references(memory, scene) or _of_new_kind(memory, scene)


def _over_references(memory: PlaceMemory, scene: Scene) -> Registered | None:
    anchors = memory.bank.anchors(infrared=scene.infrared)
    of_kind = bool(anchors) and anchors[0].infrared == scene.infrared
    usual = memory.usual_alike.get(scene.infrared, 0.0) if of_kind else 0.0
    for anchor in anchors[:MOST_ANCHORS]:
        registered = register(anchor.scene(), scene)
        if registered.elsewhere:
            return None
        if registered.alike >= max(SAME_VIEW, MUCH_LESS_ALIKE * usual):
            if of_kind:
                usual = usual or registered.alike
                usual += USUAL_SHARE * (registered.alike - usual)
                memory.usual_alike[scene.infrared] = usual
            return registered
    return None


def _of_new_kind(memory: PlaceMemory, scene: Scene) -> Registered | None:
    """Believe a first picture in infrared light, which hardly compares, when it comes twice.

    Between the two the view must have been seen to be the same in the other kind of light.
    """
    if memory.knows_kind(infrared=scene.infrared):
        return None
    before, memory.new_kind = memory.new_kind, (scene, memory.visits)
    if before is None or before[1] == memory.visits:
        return None
    again = register(before[0], scene)
    return again if again.alike >= SURELY_ALIKE else None
