"""From light to a picture: exposure, white balance, tone."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.planes import scaled

FloatImage = npt.NDArray[np.float32]
_STEPS = 4096
_CURVE_TOP = 8.0


def _curve() -> npt.NDArray[np.uint8]:
    value = (np.arange(_STEPS) / _STEPS) ** 2 * _CURVE_TOP
    # A soft shoulder (Reinhard's, with white at 4), a display gamma, a little contrast.
    value = value * (1 + value / 16) / (1 + value)
    shown = np.clip(value * 1.25, 0, 1) ** (1 / 2.2)
    shown = shown + 0.10 * np.sin(2 * np.pi * (shown - 0.5)) / (2 * np.pi) * 2
    return np.asarray(np.clip(255 * shown, 0, 255).round(), np.uint8)


@dataclass(frozen=True, slots=True)
class Developing:
    """Exposure of one visit.

    Attributes:
        gain: Factors of B, G, R on linear light.
        curve: Display value by the square root of the light.
    """

    gain: npt.NDArray[np.float32]
    curve: npt.NDArray[np.uint8]

    @classmethod
    def metered(
        cls,
        radiance: FloatImage,
        aim: float,
        most: float,
        balance: tuple[float, float, float],
    ) -> Developing:
        """Return the exposure that brings a picture's mean to ``aim``.

        Args:
            radiance: Linear B, G, R.
            aim: Mean of the exposed light.
            most: Greatest gain.
            balance: White balance.
        """
        sample = radiance[::4, ::4]
        # A bright sky is not let to darken the ground too much.
        mean = float(np.minimum(sample, 3 * float(np.median(sample)) + 1e-4).mean())
        gain = min(most, aim / max(1e-5, mean))
        return cls((gain * np.array(balance)).astype(np.float32), _curve())

    def show(self, radiance: FloatImage) -> npt.NDArray[np.uint8]:
        """Return display values of linear light, same shape."""
        light = scaled(radiance, self.gain * np.float32(_STEPS**2 / _CURVE_TOP))
        exposed = cv2.sqrt(np.clip(light, 0, (_STEPS - 1.0) ** 2, out=light))
        index = exposed.astype(np.uint16)
        return np.asarray(self.curve[index], np.uint8)
