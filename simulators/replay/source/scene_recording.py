"""A generated scene as dated pictures that know what they show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from simulators.replay.problem import Problems
from simulators.replay.source.replayed_picture import BEGINNING, ReplayedPicture
from simulators.replay.source.setting import SourceSetting
from simulators.replay.truth.true_incident import TrueIncident
from simulators.replay.truth.true_people import NO_BOXES, TruePeople
from simulators.replay.truth.truth import Truth
from simulators.scenes.frame_truth import FrameTruth
from simulators.scenes.scene import SceneSettings
from simulators.scenes.scene_source import SceneName, make_scene

PICTURE_EVERY_S = 0.5
"""Scene seconds between two pictures; detectors look once a second at most."""

VISIT_EVERY_S = 1.0
"""The same where each picture is a visit."""

LEAST_VISIBILITY = 0.3
"""People of whom less can be seen need not be found, and are not wrong to find."""

LEAST_STRUCTURE = 0.01
"""Share of the picture from which a structure is due: the registry's default of the limit."""


class SceneRecording:
    """One period of a scene.

    Args:
        scene: Which.
        seed: Same seed, same pixels.
        every: With it each picture is a visit, that long after the one before.
    """

    stills = False
    setting: SourceSetting | None = None

    def __init__(self, scene: SceneName, seed: int, every: timedelta | None) -> None:
        self._scene = scene
        self._seed = seed
        self._every = every
        self._step_s = PICTURE_EVERY_S if every is None else VISIT_EVERY_S
        self._total: int | None = None
        self.name = f"{scene}-{seed}"
        self.problems = Problems()
        self._people: dict[int, TruePeople] = {}
        self._areas: list[tuple[float, float]] = []

    @property
    def total(self) -> int | None:
        """How many pictures there are; known once the scene is painted."""
        return self._total

    def pictures(self) -> Iterator[ReplayedPicture]:
        """Yield them, rendered as they are asked for."""
        scene = make_scene(self._scene, SceneSettings(self._seed))
        self._total = round(scene.period_s / self._step_s)
        apart = self._every or timedelta(seconds=self._step_s)
        for index in range(self._total):
            image, known = scene.frame(index * self._step_s, index)
            since = index * apart
            self._people[index + 1] = _people(known)
            self._areas.append((since.total_seconds(), known.structure_area))
            yield ReplayedPicture(index + 1, BEGINNING + since, image, f"frame {index + 1}")

    def truth(self) -> Truth | None:
        """Return everybody's boxes, and what was built; nothing else ever happens in a scene."""
        built = [at_s for at_s, share in self._areas if share > 0]
        due = [at_s for at_s, share in self._areas if share >= LEAST_STRUCTURE]
        incidents = []
        if built:
            start_s = built[0]
            due_s = due[0] if due else start_s
            incidents.append(
                TrueIncident("construction", None, start_s, due_s, name="house", required=bool(due))
            )
        return Truth(self._people, None, incidents, {"construction", "camera-fault"})


def _people(known: FrameTruth) -> TruePeople:
    seen = [person.box for person in known.people if person.visibility >= LEAST_VISIBILITY]
    hidden = [person.box for person in known.people if person.visibility < LEAST_VISIBILITY]
    return TruePeople(
        boxes=np.array(seen, np.float32) if seen else NO_BOXES,
        hidden=np.array(hidden, np.float32) if hidden else NO_BOXES,
    )
