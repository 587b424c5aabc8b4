"""What a camera's view looks like in one kind of light."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from detectors.diagnosis.elsewhere import Elsewhere
from detectors.diagnosis.seen import BLOCKS_HIGH, BLOCKS_WIDE, MAP_HEIGHT, MAP_WIDTH, Seen
from detectors.picture import FloatMap

LEARNING_LOOKS = 30
"""Looks from which the view is known; what passes is averaged away by then."""

WEIGHT = 1.0 / 64.0
"""Share of the newest look afterwards: shadows on their way and growing leaves are followed."""

FAINT = 0.03
"""Mean squared length of the reference's directions from which a block has lasting edges. Of 144
blocks 83 to 144 have them by day, 38 on a bare road by infrared."""

USABLE = 0.05
"""From which they are clear enough to tell by them where the camera looks; noise and rain take the
fainter ones away. 40 blocks of a bare road by day, 16 by infrared, 90 to 144 elsewhere."""

IN_PLACE = 0.4
"""Cosine between a block's directions and the reference's from which it is in its place. Median of
the blocks .6 to 1.0 in place, 0 to .15 after a shift of 3 % of the width."""

_UNIT = np.float32(1.0 / 127)
"""Of the 8-bit numbers in which a view is kept."""

_GOLDEN = 0.618_033_988_75
"""Multiples of it, less their whole part, fill 0 to 1 more evenly than chance (Weyl)."""

Directions = npt.NDArray[np.float32]


class View:
    """Mean of the directions of all edges: what lasts has length, what moves cancels out.

    Kept in 8 bits, 29 kB; the picture itself cannot be made from it again, and nobody who passes
    is in it. A look's share is often less than one step of these, so where rounding turns changes
    from look to look: on average nothing is lost.
    """

    def __init__(self) -> None:
        self._kept: npt.NDArray[np.int8] = np.zeros((2, MAP_HEIGHT, MAP_WIDTH), np.int8)
        self.looks = 0
        self._turn = 0
        self._power: FloatMap | None = None

    @property
    def mean(self) -> Directions:
        """float32 (2, 90, 160), lengths up to 1."""
        return self._kept * _UNIT

    @mean.setter
    def mean(self, values: Directions) -> None:
        self._keep(values, 0.5)

    def _keep(self, values: Directions, turn: float) -> None:
        self._kept = np.floor(values * (1 / _UNIT) + np.float32(turn)).astype(np.int8)
        self._power = None

    @property
    def known(self) -> bool:
        """Whether enough was seen."""
        return self.looks >= LEARNING_LOOKS

    def learn(self, directions: Directions) -> None:
        """Take a look of the unmoved camera."""
        weight = np.float32(WEIGHT if self.known else 1.0 / (self.looks + 1))
        self.looks = min(LEARNING_LOOKS, self.looks + 1)
        mean = self.mean
        mean += weight * (directions - mean)
        self._turn += 1
        self._keep(mean, self._turn * _GOLDEN % 1.0)

    def usable(self, seen: Seen, power: float = USABLE) -> npt.NDArray[np.bool_]:
        """Return the blocks with lasting edges of so much power, (9, 16)."""
        blocks: npt.NDArray[np.bool_] = (self._powers() >= power) & seen.blocks
        return blocks

    def cosines(self, directions: Directions) -> tuple[FloatMap, FloatMap]:
        """Hold a look against the view, block by block.

        Returns:
            (9, 16) cosines between the look's directions and the view's; and (9, 16) how much
            structure the look has, mean squared length.
        """
        mean = self.mean
        both = _blocks(_dot(directions, mean))
        own = _blocks(_dot(directions, directions))
        return both / np.sqrt(own * self._powers() + 1e-6), own

    def compare(self, directions: Directions, seen: Seen) -> tuple[float, float]:
        """Hold a look against the view.

        Returns:
            The share of usable blocks that are in their place; and how much structure the look has
            in the usable blocks, as a share of the view's own.
        """
        usable = self.usable(seen)
        if not usable.any():
            return 1.0, 0.0
        cosines, own = self.cosines(directions)
        place = float(np.mean(cosines[usable] >= IN_PLACE))
        return place, float(own[usable].mean() / self._powers()[usable].mean())

    def shift(self, directions: Directions) -> Elsewhere:
        """Look for the view somewhere else in the picture, by orientation correlation.

        After Fitch, Kadyrov, Christmas, Kittler: Orientation correlation, BMVC 2002: gradients as
        complex numbers, correlated by FFT; light and contrast have no part in it. 2 ms, so only
        where the view is not in its place.
        """
        mean = self.mean
        one = np.fft.fft2(directions[0] + 1j * directions[1])
        other = np.fft.fft2(mean[0] + 1j * mean[1])
        power = float(np.sqrt(np.sum(directions**2) * np.sum(mean**2))) or 1.0
        correlation = np.real(np.fft.ifft2(one * np.conj(other))) / power
        still = float(np.roll(correlation, (1, 1), (0, 1))[:3, :3].max())
        row, column = np.unravel_index(int(correlation.argmax()), correlation.shape)
        peak = float(correlation[row, column])
        around = np.roll(correlation, (3 - int(row), 3 - int(column)), (0, 1))
        rest = np.concatenate([around[7:].ravel(), around[:7, 7:].ravel()])
        down = (int(row) + MAP_HEIGHT // 2) % MAP_HEIGHT - MAP_HEIGHT // 2
        right = (int(column) + MAP_WIDTH // 2) % MAP_WIDTH - MAP_WIDTH // 2
        spread = float(rest.std())
        clearness = peak / spread if spread > 0.0 else 0.0
        return Elsewhere(right, down, peak, float(rest.max()), still, clearness)

    def power(self, seen: Seen) -> float:
        """Return the sum of the blocks' mean squared lengths."""
        return float(self._powers()[seen.blocks].sum())

    def _powers(self) -> FloatMap:
        if self._power is None:
            mean = self.mean
            self._power = _blocks(_dot(mean, mean))
        return self._power


def _dot(one: Directions, other: Directions) -> FloatMap:
    both: FloatMap = one[0] * other[0] + one[1] * other[1]
    return both


def _blocks(values: FloatMap) -> FloatMap:
    size = (BLOCKS_WIDE, BLOCKS_HIGH)
    return np.asarray(
        cv2.resize(np.asarray(values, np.float32), size, interpolation=cv2.INTER_AREA), np.float32
    )
