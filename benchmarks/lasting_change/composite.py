"""A structure drawn into recorded footage, rising course by course."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from detectors.picture import Picture

STYLES = ("brick", "concrete", "sheet")
_COURSE_PX = 7


@dataclass(frozen=True, slots=True)
class Composite:
    """One structure.

    Attributes:
        left: Of its front, share of the width.
        foot: Lower edge of its front, share of the height.
        width: Share of the picture's width.
        height: Share of the picture's height when done.
        style: One of ``STYLES``.
        seed: Of its texture.
    """

    left: float
    foot: float
    width: float
    height: float
    style: str
    seed: int

    def polygon(self, progress: float) -> tuple[tuple[float, float], ...]:
        """Return the outline of what stands, corners (u, v)."""
        top = self.foot - self.height * progress
        right = self.left + self.width
        return ((self.left, top), (right, top), (right, self.foot), (self.left, self.foot))

    def drawn(self, image: Picture, progress: float) -> Picture:
        """Return a copy of a frame with the structure in it.

        Args:
            image: The frame; its own brightness and colour light the structure.
            progress: 0 nothing to 1 done.
        """
        if progress <= 0.0:
            return image
        height, width = image.shape[:2]
        x0, x1 = round(self.left * width), round((self.left + self.width) * width)
        y1 = round(self.foot * height)
        full = max(4, round(self.height * height))
        y0 = max(0, y1 - max(3, round(full * progress)))
        texture = self._texture(x1 - x0, full)[full - (y1 - y0) :]
        light = float(np.median(image)) / 128.0
        front = np.clip(texture * min(1.3, max(0.5, light)), 0, 255)
        drawn = image.copy()
        drawn[y0:y1, x0:x1] = front.astype(np.uint8)
        # Drawn things are too sharp: as soft as the footage around them.
        around = (slice(max(0, y0 - 4), y1 + 4), slice(max(0, x0 - 4), x1 + 4))
        drawn[around] = cv2.GaussianBlur(drawn[around], (3, 3), 0)
        _done, jpeg = cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, 80])
        return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)

    def _texture(self, width: int, height: int) -> npt.NDArray[np.float32]:
        random = np.random.default_rng(self.seed)
        base = {"brick": (70, 90, 160), "concrete": (150, 155, 160), "sheet": (170, 120, 70)}
        texture = np.full((height, width, 3), base[self.style], np.float32)
        texture += cv2.resize(
            random.normal(0, 9, (max(1, height // 8), max(1, width // 8), 1)).astype(np.float32),
            (width, height),
        )[:, :, None]
        texture += random.normal(0, 4, (height, width, 1)).astype(np.float32)
        if self.style == "brick":
            texture[::_COURSE_PX] += 40
            texture[:, :: 2 * _COURSE_PX] += 15
        elif self.style == "concrete":
            step = max(12, width // 4)
            for x in range(step // 3, width - step // 2, step):
                for y in range(8, height - step // 2, step + 6):
                    texture[y : y + step // 2, x : x + step // 2] *= 0.35
        else:
            texture[:, ::6] -= 35
        return texture
