"""Rain and snow in the air, and drops on the glass."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.canvas import Image

FloatImage = npt.NDArray[np.float32]
_PAD = 200


class Falling:
    """Streaks and flakes of one series.

    Args:
        random: Source of chance.
        width: Of the picture.
        height: Of the picture.
    """

    def __init__(self, random: np.random.Generator, width: int, height: int) -> None:
        self._size = (width, height)
        shape = (height + _PAD, width + _PAD)
        self._rain = []
        for count, long, strength in ((900, 12, 70), (160, 30, 120)):
            layer = np.zeros(shape, np.uint8)
            slope = float(random.normal(0, 0.12))
            for _ in range(count):
                x, y = random.uniform(0, shape[1]), random.uniform(-30, shape[0])
                reach = long * random.uniform(0.6, 1.4)
                end = (int((x + slope * reach) * 16), int((y + reach) * 16))
                value = (float(strength * random.uniform(0.4, 1)),)
                cv2.line(layer, (int(x * 16), int(y * 16)), end, value, 1, cv2.LINE_AA, 4)
            self._rain.append(cv2.GaussianBlur(layer, (3, 3), 0.6))
        self._snow = []
        for count, radius in ((1400, 0.7), (180, 1.9)):
            layer = np.zeros(shape, np.uint8)
            for _ in range(count):
                x, y = random.uniform(0, shape[1]), random.uniform(0, shape[0])
                size = max(6, int(radius * random.uniform(0.6, 1.5) * 16))
                value = (float(random.uniform(90, 220)),)
                centre = (int(x * 16), int(y * 16))
                cv2.circle(layer, centre, size, value, -1, cv2.LINE_AA, 4)
            self._snow.append(cv2.GaussianBlur(layer, (3, 3), 0.8))

    def fall(
        self,
        frame: Image,
        rain: float,
        snow: float,
        lit: float,
        random: np.random.Generator,
    ) -> Image:
        """Return a frame with what falls in front of it.

        Args:
            frame: B, G, R.
            rain: 0..1.
            snow: 0..1.
            lit: How bright the drops are against the picture; more by infrared light.
            random: Source of chance.
        """
        for layers, amount in ((self._rain, rain), (self._snow, snow)):
            if amount <= 0.05:
                continue
            for layer in layers:
                x, y = (int(v) for v in random.integers(0, _PAD, 2))
                width, height = self._size
                part = layer[y : y + height, x : x + width]
                if random.random() < 0.5:
                    part = part[:, ::-1]
                light = cv2.convertScaleAbs(part, alpha=amount * lit)
                frame = np.asarray(
                    cv2.add(frame, cv2.cvtColor(light, cv2.COLOR_GRAY2BGR)), np.uint8
                )
        return frame


class LensDrops:
    """Drops on the glass that stay while it rains.

    Args:
        random: Source of chance.
        width: Of the picture.
        height: Of the picture.
        count: How many.
    """

    def __init__(self, random: np.random.Generator, width: int, height: int, count: int) -> None:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        self._dx = np.zeros((height, width), np.float32)
        self._dy = np.zeros((height, width), np.float32)
        self._mask = np.zeros((height, width), np.float32)
        self._gain = np.ones((height, width), np.float32)
        for _ in range(count):
            cx, cy = random.uniform(0, width), random.uniform(0, height)
            radius = float(random.gamma(3.0, 3.0) + 4)
            low = max(0, int(cy - 2 * radius)), max(0, int(cx - 2 * radius))
            rows = slice(low[0], int(cy + 2 * radius) + 1)
            columns = slice(low[1], int(cx + 2 * radius) + 1)
            dx, dy = x[rows, columns] - np.float32(cx), y[rows, columns] - np.float32(cy)
            away = np.hypot(dx, dy * 0.86) / radius
            inside = np.clip((1.08 - away) * 5, 0, 1)
            # A drop shows a wide view upside down.
            self._dx[rows, columns] -= dx * 4.2 * inside
            self._dy[rows, columns] -= dy * 4.2 * inside
            self._mask[rows, columns] = np.maximum(self._mask[rows, columns], inside)
            rim = 1 + inside * (0.10 - 0.38 * np.clip(away - 0.6, 0, 1) - 0.10 * dy / radius)
            self._gain[rows, columns] *= rim

    def bend(self, columns: FloatImage, rows: FloatImage) -> tuple[FloatImage, FloatImage]:
        """Return where each pixel looks, through the drops."""
        height, width = self._mask.shape
        bent_x = np.clip(columns + self._dx, 0, width + 20)
        bent_y = np.clip(rows + self._dy, 0, height + 20)
        return np.asarray(bent_x, np.float32), np.asarray(bent_y, np.float32)

    def blur(self, frame: Image) -> Image:
        """Return a frame that is soft and brighter or darker under the drops."""
        soft = cv2.GaussianBlur(frame, (0, 0), 1.8)
        mask = self._mask[..., None]
        mixed = frame * (1 - mask) + soft * mask
        return np.asarray(np.clip(mixed * self._gain[..., None], 0, 255), np.uint8)
