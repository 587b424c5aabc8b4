"""Usual values by kind of light."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from detectors.diagnosis.level import LEARNING_LOOKS, Level
from detectors.diagnosis.light import Light


class Levels:
    """One ``Level`` for each kind of light: night is not held against day."""

    def __init__(self) -> None:
        self._levels: dict[Light, Level] = {}

    def known(self, light: Light) -> float | None:
        """Return what is usual in this light, none while that is not known."""
        level = self._levels.get(light)
        return level.mean if level is not None and level.known else None

    def learn(self, light: Light, value: float) -> None:
        """Take a look's figure."""
        self._levels.setdefault(light, Level()).learn(value)

    def forget(self) -> None:
        """Begin anew."""
        self._levels.clear()

    def state(self) -> dict[str, list[float]]:
        """Return what a restart needs."""
        return {
            light.value: [level.mean, float(level.looks)] for light, level in self._levels.items()
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Go on with a state.

        Raises:
            ValueError: it is none.
        """
        levels: dict[Light, Level] = {}
        for name, pair in state.items():
            if not isinstance(pair, list) or len(pair) != 2:
                raise ValueError("a level is a pair")
            mean, looks = float(pair[0]), int(pair[1])
            if not isfinite(mean) or not 0 <= looks <= LEARNING_LOOKS:
                raise ValueError("a level that cannot be")
            levels[Light(name)] = Level(mean, looks)
        self._levels = levels
