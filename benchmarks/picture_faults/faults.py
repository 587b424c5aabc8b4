"""Faults put into pictures, and harmless events that look like faults. Knows nothing of detectors.

Each is a function of a picture as the sensor gave it and the number of the look since it began. The
strengths are drawn anew for every episode.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from benchmarks.picture_faults.footage import HEIGHT, WIDTH, Place
from benchmarks.picture_faults.sensor import Sensor
from detectors.picture import Picture

Change = Callable[[Picture, int], Picture]
Maker = Callable[[np.random.Generator, Sensor, Place], Change]
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

BRIGHT_MEAN = 225.0
"""Over-exposed beyond doubt: one vendor's limit is a mean of 220."""


def _clipped(values: Floats) -> Picture:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _clock(picture: Picture, look: int) -> Picture:
    text = f"2026-06-01 {10 + look // 360:02}:{look // 6 % 60:02}:{look * 10 % 60:02}"
    picture = picture.copy()
    cv2.putText(picture, text, (8, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)
    return picture


def black(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """No light, a cap, a dead sensor: an even dark level with noise, sometimes a clock."""
    gain, level = random.uniform(0, 0.02), random.uniform(0, 14)
    sigma, clock = random.uniform(0, 5), random.random() < 0.5

    def change(picture: Picture, look: int) -> Picture:
        dim = cv2.convertScaleAbs(picture, alpha=gain, beta=level)
        dark = sensor.grained(np.asarray(dim, np.uint8), sigma)
        return _clock(dark, look) if clock else dark

    return change


def over_exposed(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """An iris stuck open: brighter until the mean is beyond doubt."""
    target = random.uniform(BRIGHT_MEAN, 248)

    def change(picture: Picture, look: int) -> Picture:
        bright = picture
        for gain in np.geomspace(1.5, 30, 24):
            bright = np.asarray(cv2.convertScaleAbs(picture, alpha=gain, beta=20), np.uint8)
            if float(bright.mean()) >= target:
                break
        return bright

    return change


def frozen(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """The first picture again and again, in half of the cases with a clock that goes on."""
    kept: list[Picture] = []
    clock = random.random() < 0.5

    def change(picture: Picture, look: int) -> Picture:
        if not kept:
            kept.append(picture)
        return _clock(kept[0], look) if clock else kept[0]

    return change


def covered(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """A bag, a hand, paint: from one side, or over all of it, out of focus, softly shaded."""
    share, level = random.uniform(0.65, 1.0), random.uniform(45, 200)
    tint = random.uniform(-12, 12, 3).astype(np.float32)
    shade = random.uniform(-25, 25, 2)
    x = np.linspace(0, 1, WIDTH, dtype=np.float32)[None]
    y = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    along = (x + 0 * y, 1 - x + 0 * y, y + 0 * x, 1 - y + 0 * x)[int(random.integers(4))]
    mask = cv2.GaussianBlur((along <= share).astype(np.float32), (0, 0), 4)[..., None]
    cloth = (level + shade[0] * x + shade[1] * y)[..., None] + tint
    sigma = random.uniform(0.8, 3)
    open_part, held = 1 - mask, cloth * mask

    def change(picture: Picture, look: int) -> Picture:
        return sensor.grained(_clipped(picture * open_part + held), sigma)

    return change


def view_moved(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Knocked, turned, zoomed, or looking at another place altogether."""
    kind = ("shifted", "shifted", "rotated", "zoomed", "elsewhere")[int(random.integers(5))]
    if kind == "elsewhere":
        return lambda _picture, look: sensor.take(other.at(look), sensor.light)
    if kind == "shifted":
        angle, far = random.uniform(0, 2 * math.pi), random.uniform(0.04, 0.4) * WIDTH
        turn = np.array(
            [[1, 0, far * math.cos(angle)], [0, 1, 0.6 * far * math.sin(angle)]], np.float32
        )
    else:
        degrees = random.choice([-1, 1]) * random.uniform(5, 15) if kind == "rotated" else 0.0
        scale = random.uniform(1.2, 1.6) if kind == "zoomed" else 1.1
        turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, scale)

    def change(picture: Picture, look: int) -> Picture:
        moved = cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(moved, np.uint8)

    return change


def blurred(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Out of focus: a Gaussian or a disc, before the sensor's noise."""
    sigma = random.uniform(2, 7)
    radius = round(sigma * 1.6)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    kernel = disc.astype(np.float32) / float(disc.sum())
    gaussian, grain = random.random() < 0.5, random.uniform(0.5, 2)

    def change(picture: Picture, look: int) -> Picture:
        soft = (
            cv2.GaussianBlur(picture, (0, 0), sigma)
            if gaussian
            else cv2.filter2D(picture, -1, kernel)
        )
        return sensor.grained(np.asarray(soft, np.uint8), grain)

    return change


def noise(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Heavy grain, or pixels at random black and white."""
    sigma, share = random.uniform(20, 45), random.uniform(0.06, 0.2)
    if random.random() < 0.6:
        return lambda picture, _look: sensor.grained(picture, sigma)

    def change(picture: Picture, look: int) -> Picture:
        chance = sensor.random.random((HEIGHT, WIDTH), np.float32)
        spoiled = picture.copy()
        spoiled[chance < share / 2] = 0
        spoiled[chance > 1 - share / 2] = 255
        return spoiled

    return change


def colour_cast(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """One channel weak or strong, or a tint over everything."""
    if random.random() < 0.6:
        gains = np.ones(3, np.float32)
        gains[int(random.integers(3))] = random.uniform(0.3, 0.65)
        return lambda picture, _look: _clipped(picture * gains)
    tint = np.zeros(3, np.float32)
    tint[int(random.integers(3))] = random.uniform(35, 60)
    return lambda picture, _look: _clipped(picture + tint - tint.sum() / 3)


FAULTS: dict[str, Maker] = {
    "black": black,
    "frozen": frozen,
    "over_exposed": over_exposed,
    "covered": covered,
    "view_moved": view_moved,
    "blurred": blurred,
    "noise": noise,
    "colour_cast": colour_cast,
}
"""By the name that a detector should give."""


# What happens before a healthy camera


def nothing(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Business as usual."""
    return lambda picture, _look: picture


def dusk(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """It grows dark within seven minutes."""
    return lambda picture, look: sensor.grained(
        np.asarray(cv2.convertScaleAbs(picture, alpha=max(0.2, 1 - look / 55)), np.uint8), 2.0
    )


def fog(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Fog comes within five minutes and stays."""

    def change(picture: Picture, look: int) -> Picture:
        veil = min(0.75, look / 40)
        return np.asarray(cv2.convertScaleAbs(picture, alpha=1 - veil, beta=195 * veil), np.uint8)

    return change


def snow(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """The ground turns white within six minutes."""

    def change(picture: Picture, look: int) -> Picture:
        white = picture.astype(np.float32)
        cover = np.float32(min(0.85, look / 40))
        white[HEIGHT * 2 // 5 :] += cover * (np.float32(228) - white[HEIGHT * 2 // 5 :])
        return _clipped(white)

    return change


def _lorry(picture: Picture, left: int, right: int) -> Picture:
    """A box body: bare side, a seam, a stripe, wheels."""
    picture = picture.copy()
    picture[30:300, left:right] = (168, 160, 150)
    for x in range(left + 40, right - 10, 90):
        picture[30:300, x : x + 3] = (120, 115, 108)
    picture[200:214, left:right] = (60, 50, 140)
    for x in range(left + 50, right - 30, 160):
        cv2.circle(picture, (x, 310), 32, (30, 30, 30), -1)
    return picture


def lorry(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """A lorry parks before half of the picture and stays."""
    left = int(random.integers(20, WIDTH // 2 - 40))
    return lambda picture, _look: sensor.grained(_lorry(picture, left, left + WIDTH // 2), 1.0)


def passing_lorry(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """One that fills nearly all of the picture waits for half a minute, every five minutes."""

    def change(picture: Picture, look: int) -> Picture:
        if look % 30 >= 3:
            return picture
        return sensor.grained(_lorry(picture, 12, WIDTH - 40), 1.0)

    return change


def crowd(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Three quarters of the ground are full of people, never twice at the same places."""
    high = HEIGHT * 3 // 5

    def change(picture: Picture, look: int) -> Picture:
        full = picture.copy()
        for _ in range(220):
            x, y = (
                int(sensor.random.integers(WIDTH)),
                int(sensor.random.integers(HEIGHT - high, HEIGHT)),
            )
            colour = tuple(int(v) for v in sensor.random.integers(20, 230, 3))
            cv2.ellipse(full, (x, y), (7, 20), 0, 0, 360, colour, -1, cv2.LINE_AA)
            cv2.circle(full, (x, y - 24), 6, (110, 140, 190), -1, cv2.LINE_AA)
        return full

    return change


def headlights(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """A car's lamps burn out most of the picture for two looks, every five minutes."""
    glow = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.circle(glow, (WIDTH // 2, HEIGHT // 2), 170, 420.0, -1)
    glow = cv2.GaussianBlur(glow, (0, 0), 45)[..., None]
    return lambda picture, look: _clipped(picture + glow) if look % 30 < 2 else picture


def shaking(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Wind on the pole: up to 4 px either way."""

    def change(picture: Picture, look: int) -> Picture:
        turn = np.array(
            [[1, 0, sensor.random.uniform(-4, 4)], [0, 1, sensor.random.uniform(-3, 3)]], np.float32
        )
        moved = cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(moved, np.uint8)

    return change


def rain(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Streaks, and less contrast."""

    def change(picture: Picture, look: int) -> Picture:
        wet = np.asarray(cv2.convertScaleAbs(picture, alpha=0.8, beta=25), np.uint8)
        for _ in range(160):
            x, y = int(sensor.random.integers(WIDTH)), int(sensor.random.integers(HEIGHT))
            cv2.line(wet, (x, y), (x + 2, y + 16), (190, 190, 190), 1, cv2.LINE_AA)
        return wet

    return change


def lamps_off(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Indoors or in a street the light goes out from one look to the next; some is left."""
    return lambda picture, _look: sensor.grained(
        np.asarray(cv2.convertScaleAbs(picture, alpha=0.3), np.uint8), 2.5
    )


def infrared_switch(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """The camera goes to infrared and back, every two minutes."""
    return lambda picture, look: sensor.take(picture, "infrared") if look // 15 % 2 else picture


def morning(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """The place in daylight, to a camera by night or infrared for the first time."""
    return lambda _picture, look: sensor.take(other.at(look), "day")


def brighter(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """The sun comes out: half as bright again."""
    return lambda picture, _look: np.asarray(cv2.convertScaleAbs(picture, alpha=1.35), np.uint8)


def evening_sun(random: np.random.Generator, sensor: Sensor, other: Place) -> Change:
    """Warm light."""
    warm = np.array([0.9, 1.0, 1.07], np.float32)
    return lambda picture, _look: _clipped(picture * warm)


HARMLESS: dict[str, Maker] = {
    one.__name__: one
    for one in (
        nothing,
        dusk,
        fog,
        snow,
        lorry,
        passing_lorry,
        crowd,
        headlights,
        shaking,
        rain,
        lamps_off,
        infrared_switch,
        morning,
        brighter,
        evening_sun,
    )
}
"""Events without any fault."""
