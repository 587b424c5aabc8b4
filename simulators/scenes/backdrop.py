"""Sky, hills and ground."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Image, Sun
from simulators.scenes.noise import fractal, sample_wrapped
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]
GroundPainter = Callable[
    [npt.NDArray[np.float64], npt.NDArray[np.float64], "GroundNoise"], FloatImage
]


class GroundNoise:
    """Noise fields laid over the ground, at three sizes."""

    def __init__(self, random: np.random.Generator) -> None:
        self._fields = [fractal(random, 512, 512, 8, 6) for _ in range(3)]

    def at(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], metres: float, which: int = 0
    ) -> FloatImage:
        """Return noise whose coarsest cells are about ``metres`` wide."""
        # Far off the mirror line of the wrapped field, which would show as a butterfly.
        return sample_wrapped(self._fields[which], x + 977.3, y + 311.7, metres / 64)


def paint_backdrop(
    view: Viewpoint, sun: Sun, random: np.random.Generator, ground: GroundPainter, clouds: float
) -> Image:
    """Paint everything that is far or flat.

    Args:
        view: Viewpoint.
        sun: Light.
        random: Source of chance.
        ground: Gives the colour of ground places: (x, y, noise) → BGR float32.
        clouds: 0 clear to 1 overcast.

    Returns:
        BGR picture, uint8.
    """
    picture = np.zeros((view.height, view.width, 3), np.float32)
    horizon = max(4, int(view.horizon_row) + 3)
    _sky(picture, horizon, random, clouds)
    _hills(picture, horizon, random, clouds)
    x, y, first = view.ground_grid()
    noise = GroundNoise(random)
    colour = ground(x, y, noise) * sun.shade([0, 0, 1]) * np.array(sun.tint, np.float32)
    haze = (1 - np.exp(-y / 160.0))[..., None].astype(np.float32)
    picture[first:] = colour * (1 - haze) + np.array([205, 200, 190], np.float32) * haze
    return np.clip(picture, 0, 255).astype(np.uint8)


def _sky(picture: FloatImage, horizon: int, random: np.random.Generator, clouds: float) -> None:
    w = picture.shape[1]
    t = (np.linspace(0, 1, horizon) ** 0.8)[:, None, None]
    top = np.array([205, 158, 104], np.float32) * (1 - 0.25 * clouds)
    low = np.array([232, 222, 206], np.float32)
    sky = top * (1 - t) + low * t
    grey = np.array([214, 210, 206], np.float32)
    sky = sky * (1 - 0.75 * clouds) + grey * 0.75 * clouds
    field = fractal(random, max(horizon, 8), w, 3, 6, stretch=2.2)[:horizon]
    cover = np.clip((field + clouds * 1.6 - 0.35) * 0.55, 0, 1)[..., None]
    white = np.array([246, 244, 242], np.float32) - 34 * np.clip(field - 0.4, 0, 1.5)[..., None]
    picture[:horizon] = sky * (1 - 0.8 * cover) + white * 0.8 * cover


def _hills(picture: FloatImage, horizon: int, random: np.random.Generator, clouds: float) -> None:
    w = picture.shape[1]
    far = (
        (0.50, np.array([188, 172, 146], np.float32)),
        (0.32, np.array([150, 142, 112], np.float32)),
        (0.15, np.array([88, 112, 86], np.float32)),
    )
    rows = np.arange(horizon)[:, None]
    for share, colour in far:
        line = np.zeros(w)
        for octave in range(6):
            phase = random.uniform(0, 2 * math.pi)
            waves = 1.3 * 1.9**octave * random.uniform(0.8, 1.2)
            line += np.sin(np.linspace(0, waves * 2 * math.pi, w) + phase) / 1.8**octave
        line = (line - line.min()) / (line.max() - line.min())
        top = horizon - horizon * share * (0.35 + 0.65 * line)
        mask = np.clip(rows - top[None, :], 0, 1)
        texture = 1 + 0.05 * fractal(random, horizon, w, 8, 4, stretch=1.5)
        lift = np.clip((rows - top[None, :]) / max(1, horizon * share), 0, 1)
        tone = (colour * (1 - 0.1 * clouds)) * texture[..., None] + 22 * lift[..., None]
        share_of_hill = mask[..., None].astype(np.float32)
        picture[:horizon] = picture[:horizon] * (1 - share_of_hill) + tone * share_of_hill


def mix(a: FloatImage, b: FloatImage, share: npt.ArrayLike) -> FloatImage:
    """Blend two colour fields; ``share`` of ``b``, any shape that fits the pixels."""
    s = np.clip(np.asarray(share, np.float32), 0, 1)[..., None]
    return np.asarray(a * (1 - s) + b * s, np.float32)


def flat(colour: tuple[int, int, int], gain: npt.NDArray[np.float32]) -> FloatImage:
    """Return a colour times a field of brightness."""
    return np.asarray(np.array(colour, np.float32) * gain[..., None], np.float32)


def earth(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise) -> FloatImage:
    """Return trodden soil with dry grass."""
    grain = 0.09 * noise.at(x, y, 0.16, 1)
    soil = flat(
        (112, 138, 160), 1 + 0.08 * noise.at(x, y, 0.7) + 0.06 * noise.at(x, y, 6, 1) + grain
    )
    grass = flat(
        (66, 116, 106),
        1 + 0.16 * noise.at(x, y, 0.35, 2) + 0.06 * noise.at(x, y, 4) + 2.2 * grain,
    )
    return mix(soil, grass, 0.5 + 0.55 * noise.at(x, y, 5, 2) + 0.3 * noise.at(x, y, 0.5, 1))


def meadow(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
) -> FloatImage:
    """Return grass and crops in rows further off."""
    grass = flat(
        (60, 118, 98),
        1
        + 0.16 * noise.at(x, y, 0.3)
        + 0.10 * noise.at(x, y, 5, 1)
        + 0.18 * noise.at(x, y, 0.14, 2),
    )
    rows = 0.5 + 0.5 * np.sin(2 * np.pi * x / 1.1 + 0.6 * noise.at(x, y, 9, 2))
    crop = flat((58, 118, 82), (0.78 + 0.4 * rows * np.exp(-y / 120)).astype(np.float32))
    return mix(grass, crop, np.clip((y - 34) / 5, 0, 1))


def cement(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
) -> FloatImage:
    """Return a cement road: slabs, joints, stains, cracks."""
    gain = 1 + 0.03 * noise.at(x, y, 0.4) + 0.045 * noise.at(x, y, 3, 1)
    gain = gain + 0.035 * noise.at(x, y, 0.12, 2)
    crack = np.exp(-((noise.at(x, y, 2.2, 2) / 0.03) ** 2)) * (noise.at(x, y, 5, 0) > 1.2)
    joint = (np.abs(np.mod(y, 5.0) - 2.5) > 2.46) * np.exp(-y / 40)
    return flat((160, 168, 172), (gain - 0.22 * crack - 0.22 * joint).astype(np.float32))


def paving(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], noise: GroundNoise
) -> FloatImage:
    """Return square paving stones in two greys with a darker border pattern."""
    size = 0.8
    ix, iy = np.floor(x / size), np.floor(y / size)
    shade = np.sin(ix * 12.9898 + iy * 78.233) * 43758.5453
    shade = shade - np.floor(shade)
    fade = np.exp(-y / 45)
    gain = 0.96 + 0.10 * (shade - 0.5) * fade + 0.03 * noise.at(x, y, 0.5)
    gain = gain + 0.05 * noise.at(x, y, 6, 1)
    joint = (np.abs(np.mod(x, size) - size / 2) > size / 2 - 0.025) | (
        np.abs(np.mod(y, size) - size / 2) > size / 2 - 0.04
    )
    stone = flat((166, 172, 178), (gain - 0.20 * joint * fade).astype(np.float32))
    band = (np.mod(ix, 6) == 0) | (np.mod(iy, 6) == 0)
    red = flat((120, 132, 168), (gain - 0.20 * joint * fade).astype(np.float32))
    return mix(stone, red, band * 0.75)
