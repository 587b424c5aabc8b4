"""A view under one visit's light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulators.lapse.reduced import Reduced
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LitView:
    """Light that comes from every pixel, and what passers need to be lit alike.

    Attributes:
        view: Of the picture and its margin.
        surfaces: What is seen.
        albedo: Of the surfaces as the weather has left them, linear B, G, R.
        radiance: Linear B, G, R as seen.
        upright: Light on something upright at each pixel, B, G, R.
        shadow: How deep a shadow would be at each pixel, 0..1.
        clear: Share of the light that gets through the air from each pixel.
        haze: Light of the air itself, B, G, R.
        sun: Unit vector towards the light that throws shadows, or None.
        infrared: Whether it is grey.
    """

    view: Viewpoint
    surfaces: Reduced
    albedo: FloatImage
    radiance: FloatImage
    upright: FloatImage
    shadow: FloatImage
    clear: FloatImage
    haze: FloatImage
    sun: npt.NDArray[np.float64] | None
    infrared: bool
