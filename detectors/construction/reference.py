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

TONE_CELLS = (20, 12)
TONE_BLUR = (5, 5)
"""Cells across and down, and of them those over which what slowly differs is averaged."""

MOST_TONE = 45
"""Codes of light by which the difference between two looks may vary across the picture: more is no
light, but something that came or went."""

LEAST_SEEN = 0.05
"""Share of the picture that both must know for one to be brought to the other's light, and of a
cell's surroundings for its own difference to count in full."""


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
        self._forgotten: npt.NDArray[np.uint8] | None = None
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

    @property
    def remembered(self) -> BoolMap:
        """Where it shows the place as it is, or was before that was forgotten: bool (H, W)."""
        if self._forgotten is None:
            return self.known
        forgotten = np.unpackbits(self._forgotten, count=self.light.size)
        remembered: BoolMap = self.known | forgotten.reshape(self.light.shape).view(np.bool_)
        return remembered

    def forget(self, where: BoolMap) -> None:
        """Know nothing there any more, but show what it did until something is learned there.

        That it shows it is not kept over a restart.

        Args:
            where: bool (H, W).
        """
        remembered = self.remembered
        self.known = self.known & ~where
        self._forgotten = np.packbits(remembered & ~self.known)

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
        """Show what another reference shows, in the light of this one.

        What is known does not change. A patch in its own light would be taken for something new.

        Args:
            other: The other.
            where: bool (H, W).
        """
        both = self.known & other.known & ~where
        if np.count_nonzero(both) < LEAST_SEEN * both.size:
            both = ~where
        self.light = np.where(where, _toned(other.light, self.light, both), self.light)
        size = (self.chroma.shape[1], self.chroma.shape[0])
        small, known = _shrunk(where, size, least=0.01), _shrunk(both, size)
        chroma = np.zeros_like(other.chroma)
        if not self.infrared:
            cast = np.zeros(2, np.float32)
            if known.any():
                cast = np.median((self.chroma.astype(np.int16) - other.chroma)[known], axis=0)
            chroma = np.clip(np.rint(other.chroma + cast), -127, 127).astype(np.int8)
        self.chroma = np.where(small[:, :, None], chroma, self.chroma)


def _shrunk(where: BoolMap, size: tuple[int, int], *, least: float = 0.6) -> BoolMap:
    """Bring a map to the size of the colours: where at least this share of a cell is marked."""
    if (where.shape[1], where.shape[0]) != (size[0] * CHROMA_STEP, size[1] * CHROMA_STEP):
        raise ValueError(f"a map of {where.shape} for colours of {size}")
    small = cv2.resize(where.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    shrunk: BoolMap = small >= least
    return shrunk


def _toned(
    light: npt.NDArray[np.uint8], wanted: npt.NDArray[np.uint8], both: BoolMap
) -> npt.NDArray[np.uint8]:
    """Bring one picture to the light of another, by what slowly differs across both."""
    if not both.any():
        return light
    differs = wanted.astype(np.float32) - light
    middle = np.float32(np.median(differs[both]))
    odd = np.where(both, np.clip(differs - middle, -MOST_TONE, MOST_TONE), np.float32(0.0))
    share = cv2.resize(both.astype(np.float32), TONE_CELLS, interpolation=cv2.INTER_AREA)
    cells = cv2.resize(odd, TONE_CELLS, interpolation=cv2.INTER_AREA)
    share = cv2.blur(share, TONE_BLUR, borderType=cv2.BORDER_REFLECT)
    cells = cv2.blur(cells, TONE_BLUR, borderType=cv2.BORDER_REFLECT)
    slow = cv2.resize(
        cells / np.maximum(share, np.float32(LEAST_SEEN)),
        (light.shape[1], light.shape[0]),
        interpolation=cv2.INTER_LINEAR,
    )
    return np.clip(np.rint(light + (slow + middle)), 0, 255).astype(np.uint8)


def _blended(
    old: npt.NDArray[np.integer], new: npt.NDArray[np.integer], follow: BoolMap, take: BoolMap
) -> npt.NDArray:  # type: ignore[type-arg]
    change = new.astype(np.int16) - old
    step = np.rint(change * np.float32(BLEND)).astype(np.int16)
    stuck = (step == 0) & (np.abs(change) >= LEAST_STEP)
    step = np.where(stuck, np.sign(change), step)
    moved = np.where(follow, old + step, old)
    return np.where(take, new, moved).astype(old.dtype)
