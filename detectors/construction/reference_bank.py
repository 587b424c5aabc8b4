"""What a place looked like in every light it was seen in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from detectors.construction.comparison import contrast, difference, displaced_difference
from detectors.construction.place_as_known import PlaceAsKnown
from detectors.construction.reference import Reference
from detectors.construction.scene import Scene, coarse_light
from detectors.picture import BoolMap, FloatMap

MOST = 10
"""References of one camera: about 65 kB each."""

MOST_OF_KIND = 7
"""Of colour or of infrared light, so that neither pushes the other out."""

DIFFERENT = 0.55
"""Difference from which a pixel begins to count as changed."""

NEW_LOOK = 0.08
"""Share of pixels unlike the most similar reference from which a visit becomes one of its own."""

QUITE_NEW_LOOK = 0.25
"""The same once there is no room left: then the one used longest ago goes."""

LEAST_KNOWN = 0.3

LEAST_CONTRAST = 0.4
"""Contrast of a visit over that of a reference under which the two cannot be compared: the one is
fog or a heavy shower, or the other way round the reference was."""

LOOK_CLOSER_SHARE = 0.002
"""Share of changed pixels from which the costlier comparison is worth its price."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A visit held against the references of its kind of light.

    Attributes:
        measured: float32 (H, W): difference from the most similar reference, pixel by pixel; 0
            where none knows the place.
        told: bool (H, W): where any reference knows the place.
        best: The reference most like the visit as a whole; none without any of its kind.
        unlike_best: Share of the picture that differs from that one.
        veiled: Whether fog or rain lies over the visit, or none of its kind is known.
    """

    measured: FloatMap
    told: BoolMap
    best: Reference | None
    unlike_best: float
    veiled: bool = False


class ReferenceBank:
    """References of a place, a few per kind of light, all laid over the same first picture.

    A pixel is as it was when any reference of its kind of light shows it so: the shadow of a sunny
    morning, the wet road, the white of snow are all known once they have been seen to come and go.

    Args:
        references: Kept from before.
    """

    def __init__(self, references: list[Reference] | None = None) -> None:
        self.references = references or []

    def anchors(self, *, infrared: bool) -> list[Reference]:
        """Return the references to lay a visit over, latest first: its kind's, else the other's."""
        own = [one for one in self.references if one.infrared == infrared]
        return sorted(own or self.references, key=lambda one: one.used_at, reverse=True)

    def compare(self, scene: Scene) -> Likeness:
        """Hold a registered visit against all references of its kind."""
        width, height = scene.size
        measured: FloatMap = np.full((height, width), np.inf, np.float32)
        best: tuple[float, Reference, Scene, FloatMap] | None = None
        veiled = False
        for reference in self.references:
            if reference.infrared != scene.infrared:
                continue
            shown = reference.scene()
            gain = contrast(shown, scene)
            if gain < LEAST_CONTRAST:
                veiled = True
                continue
            if gain > 1.0 / LEAST_CONTRAST:
                continue
            differs = difference(shown, scene)
            measured = np.where(reference.known, np.minimum(measured, differs), measured)
            known = max(1, int(np.count_nonzero(reference.known)))
            unlike = int(np.count_nonzero((differs > DIFFERENT) & reference.known)) / known
            if known < LEAST_KNOWN * differs.size:
                unlike += 1.0
            if best is None or unlike < best[0]:
                best = (unlike, reference, shown, differs)
        told: BoolMap = np.isfinite(measured)
        measured = np.where(told, measured, np.float32(0.0))
        if best is None:
            return Likeness(measured, told, None, 1.0, veiled)
        unlike, reference, shown, differs = best
        if np.count_nonzero(measured > DIFFERENT) >= LOOK_CLOSER_SHARE * measured.size:
            closer = displaced_difference(shown, scene, differs)
            where = reference.known & told
            measured = np.where(where, np.minimum(measured, closer), measured)
        return Likeness(measured, told, reference, unlike)

    def as_known(self, scene: Scene) -> PlaceAsKnown | None:
        """Put together two pictures of the place as it was, the second from other references.

        Each pixel is that of the reference most like the visit as a whole that remembers it; where
        none does, the visit's own, so that no patch looks new that is not.

        Args:
            scene: The visit, registered.

        Returns:
            Both; none without any reference of its kind of light.
        """
        own = [one for one in self.references if one.infrared == scene.infrared]
        if not own:
            return None
        seen = coarse_light(scene.light)
        own.sort(key=lambda one: float(coarse_light(one.light) @ seen), reverse=True)
        known: BoolMap = np.logical_or.reduce([one.remembered for one in own])
        itself = Reference.of(scene, np.ones_like(known), own[0].used_at)
        return PlaceAsKnown(_composed([*own, itself]), _composed([*own[1:], own[0], itself]), known)

    def learn(
        self, scene: Scene, likeness: Likeness, same: BoolMap, covered: BoolMap, at: datetime
    ) -> None:
        """Take in what a visit saw.

        Args:
            scene: The visit, registered.
            likeness: What ``compare`` said of it.
            same: Where it saw the place as it was, or for the first time.
            covered: Where people or vehicles stood: never kept.
            at: Its capture time, UTC.
        """
        own = sum(one.infrared == scene.infrared for one in self.references)
        full = own >= MOST_OF_KIND or len(self.references) >= MOST
        enough = QUITE_NEW_LOOK if full else NEW_LOOK
        if likeness.best is not None and likeness.unlike_best <= enough:
            likeness.best.learn(scene, same, at)
            return
        fresh = Reference.of(scene, same & ~covered, at)
        filler = likeness.best or max(self.references, key=lambda one: one.used_at, default=None)
        if filler is not None:
            fresh.replace(filler, covered)
        elif covered.any():
            fresh = fresh.without(covered)
        for dropped in self._make_room(infrared=scene.infrared):
            if dropped.infrared == fresh.infrared:
                # What it alone knew is kept.
                lost = dropped.known & ~fresh.known
                for one in self.references:
                    if one.infrared == fresh.infrared:
                        lost &= ~one.known
                fresh.replace(dropped, lost)
                fresh.known = fresh.known | lost
        self.references.append(fresh)

    def as_it_was(self, where: BoolMap, *, infrared: bool) -> Scene | None:
        """Return the reference of a kind that knows most of a place; none where none knows any."""
        wanted = max(1, int(np.count_nonzero(where)))
        best: tuple[float, Reference] | None = None
        for one in self.references:
            share = int(np.count_nonzero(one.known & where)) / wanted
            if one.infrared != infrared or share < LEAST_KNOWN:
                continue
            # Of those that know about as much, the latest used.
            if best is None or (round(share, 1), one.used_at) > (best[0], best[1].used_at):
                best = (round(share, 1), one)
        return None if best is None else best[1].scene()

    def admit(self, where: BoolMap) -> None:
        """Take what all references show there for the place as it was: the change went away."""
        for reference in self.references:
            reference.known = reference.known | where

    def forget(self, where: BoolMap) -> None:
        """Know nothing there any more, so that it is learned anew.

        What stood there before is shown on: else what is being built where something was taken
        away would be learned as the place.
        """
        for reference in self.references:
            reference.forget(where)

    def _make_room(self, *, infrared: bool) -> list[Reference]:
        dropped: list[Reference] = []
        own = [one for one in self.references if one.infrared == infrared]
        if len(own) >= MOST_OF_KIND:
            dropped.append(self._drop_oldest(own))
        if len(self.references) >= MOST:
            kinds = (
                [one for one in self.references if one.infrared],
                [one for one in self.references if not one.infrared],
            )
            dropped.append(self._drop_oldest(max(kinds, key=len)))
        return dropped

    def _drop_oldest(self, candidates: list[Reference]) -> Reference:
        oldest = min(candidates, key=lambda one: one.used_at)
        self.references = [one for one in self.references if one is not oldest]
        return oldest


def _composed(ranked: list[Reference]) -> Scene:
    whole = ranked[0]
    known = whole.remembered
    composed = whole.without(np.zeros_like(known))
    for one in ranked[1:]:
        if known.all():
            break
        more = one.remembered & ~known
        if more.any():
            composed.replace(one, more)
            known = known | more
    return composed.scene()
