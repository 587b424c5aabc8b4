from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from simulators.lapse.demolition import Demolition
from simulators.lapse.earthwork import Earthwork
from simulators.lapse.frame_building import FrameBuilding
from simulators.lapse.long_wall import LongWall
from simulators.lapse.masonry import Masonry
from simulators.lapse.prefab import Prefab
from simulators.lapse.shed import Shed
from simulators.lapse.spot import Spot
from simulators.lapse.structure import Structure
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.scenes.house import House
from simulators.scenes.viewpoint import Viewpoint

VIEW = Viewpoint(480, 270, 380.0, 6.5, 12.0)
SPOT = Spot(1.0, 20.0, 12.0)
ROOF = Spot(1.0, 20.0, 12.0, 3.2)
Maker = Callable[[np.random.Generator], Structure]


def house(roof: str, storeys: int) -> House:
    return House(0, 20, 9.5, 6.5, 3.2 * storeys, 8, "grey", roof, storeys, 5)


KINDS: dict[str, Maker] = {
    "house with a gable": lambda r: Masonry(r, "house", SPOT, 9, 6, 2, True, True),
    "house with a flat roof": lambda r: Masonry(r, "house", SPOT, 5, 4.5, 1, False, False),
    "floor on a roof": lambda r: Masonry(r, "roof_floor", ROOF, 6, 4, 1, False, True),
    "small extension": lambda r: Masonry(r, "extension", SPOT, 2.5, 2.5, 1, False, True),
    "frame": lambda r: FrameBuilding(r, SPOT, 3, 2),
    "shed": lambda r: Shed(r, SPOT, 8, 5, False),
    "canopy": lambda r: Shed(r, SPOT, 4, 3, True),
    "prefab": lambda r: Prefab(r, SPOT, 3, 2),
    "wall": lambda r: LongWall(r, SPOT, 12, 6, False),
    "fence": lambda r: LongWall(r, SPOT, 6, 4, True),
    "earthwork": lambda r: Earthwork(r, SPOT, 12, 8),
}
DEMOLITIONS: dict[str, Maker] = {
    "low house": lambda _: Demolition(house("grey", 1)),
    "house of two storeys": lambda _: Demolition(house("flat", 2)),
}


def shares(make: Maker, seed: int) -> list[float]:
    structure = make(np.random.default_rng(seed))
    found = []
    for progress in np.linspace(0, 1, 13):
        canvas = SurfaceCanvas.blank(VIEW)
        canvas.casters = []
        canvas.pen_label = 3
        structure.draw(canvas, float(progress))
        assert set(np.unique(canvas.label)) <= {0, 3}
        assert np.array_equal(canvas.label == 3, canvas.nearness > 0)
        assert all(np.isfinite(caster).all() for caster in canvas.casters)
        found.append(float((canvas.label == 3).mean()))
    return found


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize("seed", [1, 2])
def test_a_structure_grows_from_nothing_and_stands_at_any_progress(make: Maker, seed: int) -> None:
    found = shares(make, seed)
    assert found[0] == 0
    assert found[-1] > 0.004
    # Scaffold and bricks go away towards the end; most of the time it grows.
    assert max(found) < 4 * found[-1] + 0.05
    assert sum(b >= a - 1e-9 for a, b in pairwise(found)) >= 6


@pytest.mark.parametrize("make", DEMOLITIONS.values(), ids=DEMOLITIONS.keys())
def test_a_demolished_house_stands_at_first_and_is_gone_at_last(make: Maker) -> None:
    found = shares(make, 1)
    assert found[0] > 0.05
    assert found[-1] < found[0] / 2


def test_what_is_taken_back_leaves_the_canvas_as_it_was() -> None:
    clean = SurfaceCanvas.blank(VIEW)
    KINDS["shed"](np.random.default_rng(1)).draw(clean, 1.0)
    canvas = clean.copy()
    canvas.pen_label = 2
    KINDS["frame"](np.random.default_rng(2)).draw(canvas, 0.7)
    assert canvas.label.any()
    canvas.restore(clean)
    for name in ("image", "nearness", "normal", "stuff", "label"):
        assert np.array_equal(getattr(canvas, name), getattr(clean, name))


def test_the_nearer_surface_shows_whatever_is_drawn_first() -> None:
    near = np.array([(-1, 10, 2), (1, 10, 2), (1, 10, 0), (-1, 10, 0)])
    far = near * (2, 2, 1)
    pictures = []
    for order in ((near, far), (far, near)):
        canvas = SurfaceCanvas.blank(VIEW)
        for face in order:
            canvas.polygon(face, (10, 20, 30) if face is near else (200, 200, 200))
        pictures.append(canvas.image)
    assert np.array_equal(pictures[0], pictures[1])
    column, row, depth = VIEW.project([[0, 10, 1]])[0]
    assert pictures[0][int(row), int(column)].tolist() == [10, 20, 30]
    assert canvas.nearness[int(row), int(column)] == pytest.approx(1 / depth, rel=0.01)


@pytest.mark.parametrize("turn", [0, 30, 90, 200])
def test_the_back_of_something_closed_is_left_out_without_a_trace(turn: float) -> None:
    faces = Spot(3, 15, turn).box(3, 2, 0, 2)
    whole, front = SurfaceCanvas.blank(VIEW), SurfaceCanvas.blank(VIEW)
    for face in faces[:5]:
        whole.polygon(face, (90, 90, 90))
    front.solid(faces[:5], (90, 90, 90))
    assert (whole.image != front.image).mean() < 1e-3
