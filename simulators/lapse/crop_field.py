"""A field whose crop grows."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.season import dried
from simulators.lapse.stuff import Stuff
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.lapse.thing import Thing
from simulators.scenes.canvas import Image

_PX_PER_M = 40
_STRIP_M = 14.0
_HIGH_M = 1.4
_GREENS = ((52, 120, 84), (60, 132, 112), (48, 108, 70), (64, 150, 150))


class CropField(Thing):
    """Rows of plants on a rectangle, a little higher every day.

    Args:
        random: Source of chance.
        begins: Of the series.
        ends: Of the series.
        x_m: Least and greatest world x.
        y_m: Least and greatest world y.
        dry: Of the season: little grows in winter.
    """

    nuisance = "crop_growth"

    def __init__(
        self,
        random: np.random.Generator,
        begins: datetime,
        ends: datetime,
        x_m: tuple[float, float],
        y_m: tuple[float, float],
        dry: float,
    ) -> None:
        super().__init__(begins, ends)
        self.x_m, self.y_m = x_m, y_m
        self._first_m = float(random.uniform(0.05, 0.7)) * (1 - 0.85 * dry)
        self._daily_m = float(random.uniform(0.01, 0.05)) * (1 - 0.9 * dry)
        self._step_m = float(random.uniform(0.6, 0.9))
        self._seed = int(random.integers(1 << 30))
        green = np.array(_GREENS[int(random.integers(len(_GREENS)))], np.float64)
        strip, self._alpha = _strip(random, green)
        self._strip = dried(strip, 0.5 * dry)

    def state(self, at: datetime) -> int | None:
        """Return its height in centimetres."""
        if super().state(at) is None:
            return None
        days = (at - self.begins).days
        return round(100 * min(_HIGH_M, self._first_m + self._daily_m * days))

    def draw(self, canvas: SurfaceCanvas, state: int) -> None:
        """Draw it at a height in centimetres."""
        r = np.random.default_rng(self._seed)
        canvas.pen_stuff = Stuff.CROP
        kept, canvas.casters = canvas.casters, None
        high = state / 100
        rows = int(len(self._strip) * min(1.0, 0.35 + high / _HIGH_M))
        for y in np.arange(self.y_m[1], self.y_m[0], -self._step_m):
            x, end = self.x_m
            while x < end:
                reach = min(end, x + _STRIP_M)
                wide = int((reach - x) * _PX_PER_M)
                start = int(r.integers(0, max(1, self._strip.shape[1] - wide)))
                part = slice(start, start + max(4, wide))
                tall = high * float(r.uniform(0.9, 1.1))
                canvas.quad(
                    self._strip[-rows:, part],
                    [(x, y, tall), (reach, y, tall), (reach, y, 0), (x, y, 0)],
                    1.0,
                    self._alpha[-rows:, part],
                )
                x = reach
        canvas.casters = kept


def _strip(
    random: np.random.Generator, green: npt.NDArray[np.float64]
) -> tuple[Image, npt.NDArray[np.float32]]:
    """Return a row of plants seen from the side, and its opacity."""
    height, width = int(_HIGH_M * _PX_PER_M), int(_STRIP_M * 1.6 * _PX_PER_M)
    colour = np.zeros((height, width, 3), np.uint8)
    colour[:] = np.clip(green * 0.45, 0, 255)
    alpha = np.zeros((height, width), np.uint8)
    for _ in range(width // 2):
        x = float(random.uniform(0, width))
        tall = height * random.uniform(0.6, 1.0)
        lean = float(random.normal(0, 0.28))
        bgr = [float(c) for c in np.clip(green * random.uniform(0.55, 1.25), 0, 255)]
        for part in np.linspace(0.2, 1.0, 4):
            y = height - tall * part
            out = lean * tall * part + random.normal(0, 5)
            foot = (int(x), int(height - tall * max(0.0, float(part) - 0.4)))
            tip = (int(x + out), int(y))
            cv2.line(colour, foot, tip, bgr, 2, cv2.LINE_AA)
            cv2.line(alpha, foot, tip, (255,), 2, cv2.LINE_AA)
    return colour, np.asarray(alpha.astype(np.float32) / 255, np.float32)
