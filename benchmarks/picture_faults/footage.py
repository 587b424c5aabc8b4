"""Footage for the diagnosis benchmark: what cameras see while nothing is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from detectors.picture import Picture
from simulators.lapse.lapse_series import LapseSeries
from simulators.scenes.scene import SceneSettings
from simulators.scenes.scene_source import SceneName, make_scene

WIDTH, HEIGHT = 640, 360
OPENCV_DOC = Path("/usr/share/doc/opencv-doc/examples/data")
"""Where Debian's package ``opencv-doc`` puts its recordings."""

RECORDED = {
    "vtest": ("vtest.avi", 12),
    "tree": ("tree.avi", 1),
    "car": ("car-detection.mp4", 5),
    "indoors": ("one-by-one-person-detection.mp4", 20),
}
"""Name → file, and every how many frames one is taken."""

GENERATED: dict[str, tuple[SceneName, int, float]] = {
    "lane": ("lane", 11, 1.9),
    "square": ("square", 12, 2.3),
    "quiet_plot": ("quiet_plot", 13, 1.7),
    "other_lane": ("lane", 101, 1.9),
    "other_square": ("square", 102, 2.3),
    "other_plot": ("quiet_plot", 104, 1.7),
}
"""Name → scene, seed, seconds of scene time between two looks."""

PHOTOGRAPHS = {
    "house": "home.jpg",
    "table": "stuff.jpg",
    "building": "building.jpg",
    "board": "board.jpg",
    "aeroplane": "aero1.jpg",
    "town_hall": "leuvenA.jpg",
    "wall": "graf1.png",
    "plant": "aloeL.jpg",
    "fruit": "fruits.jpg",
    "room": "left01.jpg",
}
"""Name → file. A place in which nothing ever moves, and no two pictures are equal all the same."""

LAPSES = {f"lapse_{seed}": seed for seed in (0, 3, 8, 9, 10, 11, 12, 13, 14, 15)}
"""Name → seed of a generated time-lapse, of which one visit by day is shown."""

DEVELOPMENT = (
    "vtest",
    "tree",
    "car",
    "indoors",
    "lane",
    "square",
    "quiet_plot",
    "house",
    "table",
    "lapse_0",
    "lapse_3",
)
"""Places by which limits were set."""

HELD_OUT = (
    "other_lane",
    "other_square",
    "other_plot",
    "building",
    "board",
    "aeroplane",
    "town_hall",
    "wall",
    "plant",
    "lapse_8",
    "lapse_9",
    "lapse_10",
    "lapse_11",
    "lapse_12",
)
"""Places that were only measured, until what they showed of grain and texture was mended."""

FRESH = ("lapse_13", "lapse_14", "lapse_15", "fruit", "room")
"""Places that were only ever measured."""

MOST_FRAMES = 66

Make = Callable[[int], Picture]


@dataclass(frozen=True, slots=True)
class Place:
    """What one camera sees, look by look; 640x360.

    Attributes:
        name: Its name.
        frames: Pictures, shown to and fro for ever.
    """

    name: str
    frames: Sequence[Picture]

    def at(self, look: int) -> Picture:
        """Return the picture of a look."""
        turn = look % max(1, 2 * len(self.frames) - 2)
        return self.frames[turn if turn < len(self.frames) else 2 * len(self.frames) - 2 - turn]


def recorded(name: str, folders: Sequence[Path]) -> Place | None:
    """Read a recording from the first folder that has it; none where no folder has."""
    file, step = RECORDED[name]
    path = next((folder / file for folder in folders if (folder / file).is_file()), None)
    if path is None:
        return None
    capture = cv2.VideoCapture(str(path))
    frames: list[Picture] = []
    number = 0
    while len(frames) < MOST_FRAMES:
        done, image = capture.read()
        if not done:
            break
        if number % step == 0:
            frames.append(_widescreen(np.asarray(image, np.uint8)))
        number += 1
    return Place(name, frames)


def photographed(name: str, folders: Sequence[Path]) -> Place | None:
    """Read a photograph from the first folder that has it; none where no folder has."""
    path = next(
        (one / PHOTOGRAPHS[name] for one in folders if (one / PHOTOGRAPHS[name]).is_file()), None
    )
    if path is None:
        return None
    return Place(name, [_widescreen(np.asarray(cv2.imread(str(path)), np.uint8))])


def generated(name: str, count: int = 30) -> Place:
    """Draw a scene."""
    scene, seed, step_s = GENERATED[name]
    made = make_scene(scene, SceneSettings(seed, WIDTH, HEIGHT))
    return Place(name, [made.frame(index * step_s, index)[0] for index in range(count)])


def lapsed(name: str, folder: Path) -> Place | None:
    """Show the first visit by day, in no fog, of a series; rendered where it is not yet there."""
    series = LapseSeries.open(LAPSES[name], folder)
    for visit in series.visits():
        if visit.truth.sun_up and visit.truth.weather != "fog" and not visit.infrared:
            return Place(name, visit.frames)
    return None


def place_of(name: str, folders: Sequence[Path], lapses: Path | None) -> Place | None:
    """Find a place by its name; none where its files are not at hand."""
    if name in RECORDED:
        return recorded(name, folders)
    if name in PHOTOGRAPHS:
        return photographed(name, folders)
    if name in GENERATED:
        return generated(name)
    return None if lapses is None else lapsed(name, lapses)


def _widescreen(image: Picture) -> Picture:
    """Cut to 16:9 around the middle and make it 640x360."""
    height, width = image.shape[:2]
    wanted = width * 9 // 16
    if wanted < height:
        top = (height - wanted) // 2
        image = image[top : top + wanted]
    small = cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
