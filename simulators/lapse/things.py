"""Vehicles that are parked, market stalls, heaps, laundry."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from simulators.lapse.mound import draw_mound
from simulators.lapse.solid_vehicle import draw_solid_vehicle
from simulators.lapse.spot import Spot
from simulators.lapse.stuff import Stuff
from simulators.lapse.surface_canvas import SurfaceCanvas
from simulators.lapse.thing import Thing
from simulators.scenes.vehicle import VehicleShape

_CLOTHS = ((60, 50, 190), (180, 110, 40), (210, 214, 216), (60, 140, 60), (60, 170, 220))


class ParkedVehicle(Thing):
    """A vehicle that stands for hours or days."""

    def __init__(
        self,
        begins: datetime,
        ends: datetime,
        shape: VehicleShape,
        colour: tuple[int, int, int],
        spot: Spot,
    ) -> None:
        super().__init__(begins, ends)
        self.nuisance = f"parked_{shape.kind}"
        self._shape, self._colour, self._spot = shape, colour, spot

    def draw(self, canvas: SurfaceCanvas, state: int) -> None:
        """Draw it."""
        del state
        canvas.pen_stuff = Stuff.OBJECT
        draw_solid_vehicle(canvas, self._shape, self._colour, self._spot)


class _SeededThing(Thing):
    """Something at a spot that looks each time as its seed has it.

    Args:
        random: Gives the seed, with one draw.
        begins: From when, local.
        ends: Until when, local.
        spot: Where it stands.
    """

    def __init__(
        self, random: np.random.Generator, begins: datetime, ends: datetime, spot: Spot
    ) -> None:
        super().__init__(begins, ends)
        self._spot, self._seed = spot, int(random.integers(1 << 30))


class Stall(_SeededThing):
    """A market stall: a roof of cloth, a table, boxes of goods."""

    nuisance = "stall"

    def draw(self, canvas: SurfaceCanvas, state: int) -> None:
        """Draw it."""
        del state
        r = np.random.default_rng(self._seed)
        canvas.pen_stuff = Stuff.OBJECT
        wide, deep, high = r.uniform(2.2, 3.2), 2.0, 2.2
        w = self._spot.at
        half = wide / 2
        cloth = np.array(_CLOTHS[int(r.integers(len(_CLOTHS)))], np.float64)
        for a in (-half, half):
            for b in (0.0, deep):
                canvas.line(w(a, b, 0), w(a, b, high), 0.06, (150, 152, 154))
        peak = w(0, deep / 2, high + 0.6)
        corners = [w(-half - 0.2, -0.2, high), w(half + 0.2, -0.2, high)]
        corners += [w(half + 0.2, deep + 0.2, high), w(-half - 0.2, deep + 0.2, high)]
        for i in range(4):
            canvas.polygon([corners[i], corners[(i + 1) % 4], peak], cloth * (1 - 0.08 * (i % 2)))
        canvas.solid(self._spot.box(wide * 0.9, 0.9, 0.55, 0.75)[:5], (120, 140, 160))
        for a in np.arange(-half + 0.3, half - 0.2, 0.5):
            box = self._spot.beside(float(a), 0.15, 0.75)
            colour = r.uniform(40, 210, 3)
            canvas.solid(box.box(0.42, 0.5, 0, float(r.uniform(0.12, 0.35)))[:5], colour)


class Heap(_SeededThing):
    """A heap of straw, sand or sacks under a sheet: a dome."""

    nuisance = "heap"

    def __init__(
        self, random: np.random.Generator, begins: datetime, ends: datetime, spot: Spot
    ) -> None:
        super().__init__(random, begins, ends, spot)
        self._size = float(random.uniform(0.9, 2.2))
        colours = ((110, 168, 196), (128, 160, 184), (96, 110, 124), (150, 110, 60), (70, 110, 90))
        self._colour = np.array(colours[int(random.integers(len(colours)))], np.float64)

    def draw(self, canvas: SurfaceCanvas, state: int) -> None:
        """Draw it."""
        del state
        canvas.pen_stuff = Stuff.OBJECT
        draw_mound(canvas, self._spot, self._size, self._colour, self._seed)


class Laundry(_SeededThing):
    """Washing on a line between two posts."""

    nuisance = "laundry"

    def draw(self, canvas: SurfaceCanvas, state: int) -> None:
        """Draw it."""
        del state
        r = np.random.default_rng(self._seed)
        canvas.pen_stuff = Stuff.OBJECT
        w, half = self._spot.at, float(r.uniform(1.4, 2.6))
        for a in (-half, half):
            canvas.line(w(a, 0, 0), w(a, 0, 1.9), 0.07, (96, 104, 112))
        canvas.line(w(-half, 0, 1.8), w(half, 0, 1.8), 0.03, (160, 160, 160))
        a = -half + 0.15
        while a < half - 0.5:
            wide, long = float(r.uniform(0.45, 1.0)), float(r.uniform(0.5, 1.3))
            b = min(half - 0.1, a + wide)
            sway = float(r.uniform(-0.1, 0.1))
            canvas.polygon(
                [w(a, 0, 1.8), w(b, 0, 1.8), w(b, sway, 1.8 - long), w(a, sway, 1.8 - long)],
                r.uniform(60, 220, 3),
            )
            a = b + 0.08
