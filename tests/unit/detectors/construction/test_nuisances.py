"""What comes and goes at a building plot raises nothing, and hides no wall that rises amid it."""

from datetime import date

import cv2
import numpy as np
import pytest

from detectors.construction.detector import ConstructionDetector
from detectors.construction.watched_area import WatchedArea
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.support import HEIGHT, WIDTH, Ground, at, boxes, plot_zone

EVERY_S = 600.0
BEGINS = 12
AFTER_SNOW = 48
"""Most of it has melted; what grows under snow is seen first when it stands there whole."""
VISITS = 60
DAY = date(2026, 6, 1)


def patches(seed, share):
    """Return where blotches lie that cover about a share of the ground."""
    noise = np.random.default_rng(seed).normal(0, 1, (HEIGHT // 8, WIDTH // 8)).astype(np.float32)
    smooth = cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return smooth > np.quantile(smooth, 1.0 - share)


def over(image, where, colour, strength=1.0):
    painted = image.astype(np.float32)
    painted[where] += (np.array(colour, np.float32) - painted[where]) * strength
    return np.clip(painted, 0, 255).astype(np.uint8)


def snow(image, visit):
    """Falls within an hour, lies for four, melts in patches over two."""
    share = np.interp(visit, (18, 24, 40, 52), (0.0, 1.0, 1.0, 0.0))
    return image if share <= 0 else over(image, patches(3, share), (235, 238, 240), 0.85)


def crops(image, visit):
    """A field that grows a little greener from visit to visit."""
    field = np.zeros((HEIGHT, WIDTH), bool)
    field[100:170, 10:100] = True
    return over(image, field, (60, 150, 90), 0.6 * visit / VISITS)


def rain(image, visit):
    """Streaks everywhere and less contrast, other ones at every visit."""
    if visit % 20 < 12:
        return image
    streaks = np.random.default_rng(visit).random((HEIGHT, WIDTH)) < 0.01
    streaks = cv2.dilate(streaks.astype(np.uint8), np.ones((9, 1), np.uint8)).astype(bool)
    veiled = over(image, np.ones((HEIGHT, WIDTH), bool), (130, 130, 130), 0.4)
    return over(veiled, streaks, (200, 200, 200), 0.5)


def puddles(image, visit):
    """Water stands in the hollows for some hours and dries up from their rims."""
    share = np.interp(visit, (17, 18, 40), (0.0, 0.12, 0.0))
    return image if share <= 0 else over(image, patches(5, share), (190, 185, 180), 0.5)


def stall(image, visit):
    """A canopy over goods, in the morning alone."""
    if not 15 <= visit < 45:
        return image
    image = image.copy()
    image[60:75, 30:95] = (160, 60, 40)
    image[75:110, 35:90:4] = (60, 160, 200)
    return image


def laundry(image, visit):
    """Sheets of several colours on a line, other ones after some hours."""
    if not 15 <= visit < 50:
        return image
    image = image.copy()
    for number in range(6):
        colour = np.random.default_rng([visit // 18, number]).integers(40, 240, 3)
        image[70:100, 20 + 14 * number : 32 + 14 * number] = colour
    return image


NUISANCES = (snow, crops, rain, puddles, stall, laundry)


def first_phase(nuisance, *, wall):
    """Return what a detector tells first within ten hours (a day with a wall), or none."""
    ground = Ground()
    area = WatchedArea(Zone.model_validate(plot_zone()), (), EVERY_S)
    detector = ConstructionDetector([area], EVERY_S)
    begins = AFTER_SNOW if nuisance is snow else BEGINS
    for visit in range(2 * VISITS if wall else VISITS):
        height = min(90, 6 * max(0, visit - begins)) if wall else 0
        plain = ground.picture(wall_px=height)
        picture = nuisance(plain, visit)
        if nuisance in (snow, puddles):
            # They lie on the ground, not on what stands on it.
            picture[150 - height : 150, 120:210] = plain[150 - height : 150, 120:210]
        seen = detector.visit(picture, boxes(), None, at(EVERY_S * visit), DAY)[0]
        if seen.transition:
            return seen.transition.phase
    return None


@pytest.mark.parametrize("nuisance", NUISANCES, ids=lambda one: one.__name__)
def test_it_raises_nothing(nuisance):
    assert first_phase(nuisance, wall=False) is None


@pytest.mark.parametrize("nuisance", NUISANCES, ids=lambda one: one.__name__)
def test_a_wall_that_rises_amid_it_is_found(nuisance):
    assert first_phase(nuisance, wall=True) is Phase.NEW


@pytest.mark.parametrize("nuisance", [stall, laundry, puddles], ids=lambda one: one.__name__)
def test_it_is_large_enough_to_be_raised_had_it_been_built(nuisance):
    """Else the tests above would pass with a detector that overlooks it."""
    before = Ground().picture().astype(np.int16)
    after = nuisance(before.astype(np.uint8), 19).astype(np.int16)
    changed = (np.abs(after - before).max(axis=2) > 12).mean()
    assert changed >= Zone.model_validate(plot_zone()).limits.min_area
