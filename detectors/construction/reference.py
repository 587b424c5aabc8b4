"""One look of a place in one kind of light, as it was before anything was built."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
import numpy.typing as npt

from detectors.construction.scene import CHROMA_STEP, Scene
from detectors.picture import BoolMap

BLEND = 0.08
"""Share of a new visit that a reference takes in: it follows the season within days."""

LEAST_STEP = 2
"""Codes of light from which a reference moves one code towards a visit at least; rounding would
else hold it where it is."""

NOTHING = 128
"""Code of light where nothing is shown."""


class Reference:
    """A picture of the place, a byte per pixel.

    Attributes:
        light: uint8 (H, 320), as ``Scene.packed`` makes it.
        chroma: int8 (H / 4, 80, 2).
        known: bool (H, W): where it shows the place as it was. Elsewhere it shows what might be a
            change or, where someone stood, what another reference shows.
        infrared: Whether it is grey.
        made_at: Capture time of the visit it began with, UTC.
        used_at: Capture time of the latest visit that looked most like it, UTC.
    """

    def __init__(
        self,
        light: npt.NDArray[np.uint8],
        chroma: npt.NDArray[np.int8],
        known: BoolMap,
        infrared: bool,
        made_at: datetime,
        used_at: datetime,
    ) -> None:
        self.light = light
        self.chroma = chroma
        self._known = np.packbits(known)
        self.infrared = infrared
        self.made_at = made_at
        self.used_at = used_at

    @property
    def known(self) -> BoolMap:
        """The map, kept at a bit per pixel."""
        bits = np.unpackbits(self._known, count=self.light.size)
        return bits.reshape(self.light.shape).view(np.bool_)

    @known.setter
    def known(self, known: BoolMap) -> None:
        self._known = np.packbits(known)

    @classmethod
    def of(cls, scene: Scene, known: BoolMap, at: datetime) -> Reference:
        """Begin with a visit."""
        light, chroma = scene.packed()
        return cls(light, chroma, known.copy(), scene.infrared, at, at)

    def scene(self) -> Scene:
        """Return it for a comparison."""
        scene = Scene.unpacked(self.light, self.chroma)
        scene.__dict__["infrared"] = self.infrared
        return scene

    def learn(self, scene: Scene, same: BoolMap, at: datetime) -> None:
        """Take in what a visit saw.

        Args:
            scene: The visit, registered.
            same: Where it saw the place as it was: there a known pixel follows slowly, an unknown
                one becomes known.
            at: Its capture time, UTC.
        """
        light, chroma = scene.packed()
        self.light = _blended(self.light, light, same & self.known, same & ~self.known)
        for channel in range(2):
            small = (chroma.shape[1], chroma.shape[0])
            followed = _shrunk(same & self.known, small)
            new = _shrunk(same & ~self.known, small)
            self.chroma[:, :, channel] = _blended(
                self.chroma[:, :, channel], chroma[:, :, channel], followed, new
            )
        self.known = self.known | same
        self.used_at = at

    def without(self, where: BoolMap) -> Reference:
        """Return a copy that shows nothing there and knows nothing of it."""
        small = _shrunk(where, (self.chroma.shape[1], self.chroma.shape[0]), least=0.01)
        return Reference(
            np.where(where, np.uint8(NOTHING), self.light),
            np.where(small[:, :, None], np.int8(0), self.chroma),
            self.known & ~where,
            self.infrared,
            self.made_at,
            self.used_at,
        )

    def replace(self, other: Reference, where: BoolMap) -> None:
        """Show what another reference shows; what is known does not change."""
        self.light = np.where(where, other.light, self.light)
        small = _shrunk(where, (self.chroma.shape[1], self.chroma.shape[0]), least=0.01)
        self.chroma = np.where(small[:, :, None], other.chroma, self.chroma)


def _shrunk(where: BoolMap, size: tuple[int, int], *, least: float = 0.6) -> BoolMap:
    """Bring a map to the size of the colours: where at least this share of a cell is marked."""
    if (where.shape[1], where.shape[0]) != (size[0] * CHROMA_STEP, size[1] * CHROMA_STEP):
        raise ValueError(f"a map of {where.shape} for colours of {size}")
    small = cv2.resize(where.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    shrunk: BoolMap = small >= least
    return shrunk


def _blended(
    old: npt.NDArray[np.integer], new: npt.NDArray[np.integer], follow: BoolMap, take: BoolMap
) -> npt.NDArray:  # type: ignore[type-arg]
    change = new.astype(np.int16) - old
    step = np.rint(change * np.float32(BLEND)).astype(np.int16)
    stuck = (step == 0) & (np.abs(change) >= LEAST_STEP)
    step = np.where(stuck, np.sign(change), step)
    moved = np.where(follow, old + step, old)
    return np.where(take, new, moved).astype(old.dtype)
