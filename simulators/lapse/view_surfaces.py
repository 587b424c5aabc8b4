"""All surfaces of one view, put together anew when something has changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulators.lapse.ambient import Ambient
from simulators.lapse.lapse_plan import HEIGHT, MARGIN, WIDTH, LapsePlan
from simulators.lapse.reduced import Reduced
from simulators.lapse.solids import Solids
from simulators.lapse.structure import Structure
from simulators.lapse.stuff import Stuff
from simulators.scenes.viewpoint import Viewpoint


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the view at a time.

    Attributes:
        surfaces: Of the picture and its margin.
        casters: Polygons that throw shadows, beside the lasting ones.
        ambient: Share of the sky that each pixel sees.
    """

    surfaces: Reduced
    casters: Solids
    ambient: npt.NDArray[np.float32]


class ViewSurfaces:
    """One direction that the camera looks in.

    Args:
        plan: Of the series.
        ambient: Of the place.
        pan_deg: To the right of the plan's view.
        tilt_deg: Below the plan's view.
    """

    def __init__(
        self, plan: LapsePlan, ambient: Ambient, pan_deg: float = 0.0, tilt_deg: float = 0.0
    ) -> None:
        self._plan, self._ambient = plan, ambient
        v = plan.place.view
        self.view = Viewpoint(
            WIDTH + 2 * MARGIN,
            HEIGHT + 2 * MARGIN,
            v.focal_px,
            v.height_m,
            v.tilt_deg + tilt_deg,
            v.pan_deg + pan_deg,
        )
        self._base = plan.place.paint(self.view.scaled(2))
        self._clean = Reduced.of(self._base, self.view)
        self._canvas = self._base.copy()
        self._surfaces = self._clean.copy()
        self._key: object = None
        self._standing: Standing | None = None

    def silhouette(
        self, structure: Structure, progress: float | None = None
    ) -> npt.NDArray[np.bool_]:
        """Return where a structure would be seen, at its fullest or at a progress.

        Shape (HEIGHT, WIDTH).
        """
        canvas = self._base.copy()
        canvas.pen_label = 1
        structure.draw(canvas, structure.fullest if progress is None else progress)
        edge = 2 * MARGIN
        return np.asarray(canvas.label[edge:-edge:2, edge:-edge:2] == 1)

    def standing(
        self, progress: tuple[float, ...], things: tuple[tuple[int, int], ...]
    ) -> Standing:
        """Return the surfaces; they hold until the next call.

        Args:
            progress: Of every structure.
            things: Number and state of what is there.
        """
        key = (progress, things)
        if self._standing is None or key != self._key:
            canvas = self._canvas
            if canvas.touched is not None:
                self._surfaces.restore(self._clean, canvas.touched)
            canvas.restore(self._base)
            canvas.casters = []
            for number, (planned, share) in enumerate(
                zip(self._plan.structures, progress, strict=True)
            ):
                canvas.pen_label = number + 1 if share > 0 else 0
                canvas.pen_stuff = Stuff.BUILT
                planned.structure.draw(canvas, share)
            canvas.pen_label = 0
            for index, state in things:
                self._plan.things[index].draw(canvas, state)
            if canvas.touched is not None:
                self._surfaces.take(canvas, self.view, canvas.touched)
            surfaces = self._surfaces
            casters = Solids.of(canvas.casters)
            ambient = self._ambient.share(surfaces.points, casters)
            leafy = (surfaces.stuff == int(Stuff.LEAF)) | (surfaces.stuff == int(Stuff.CROP))
            ambient = np.where(leafy, 0.5 + 0.5 * ambient, ambient).astype(np.float32)
            self._standing = Standing(surfaces, casters, ambient)
            self._key = key
        return self._standing
