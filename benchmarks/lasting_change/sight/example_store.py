"""Examples on disk: those of a thousand series do not fit into memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.lasting_change.sight.examples import Example, examples
from benchmarks.lasting_change.sight.met_in_use import met_in_use
from benchmarks.lasting_change.sight.views import Views
from benchmarks.lasting_change.sight.watched_sight import WatchedSight
from detectors.models.object_model import ObjectModel

_DRAWN_BY = 5


def stored_examples(seed: int, folder: Path) -> list[Example]:
    """Return examples of a series, mapped from files; drawn the first time, in some seconds.

    Args:
        seed: Of those that are for training.
        folder: Where they are kept, 0.8 MB each.
    """
    return _stored(
        folder / str(seed),
        lambda: list(examples(Views.drawn(seed), np.random.default_rng([seed, _DRAWN_BY]))),
    )


def stored_met_in_use(
    seed: int, folder: Path, model: ObjectModel, sight: WatchedSight
) -> list[Example]:
    """Return those met in use; see ``met_in_use``.

    Args:
        seed: Of those that are for training.
        folder: Where they are kept.
        model: Finds people and vehicles.
        sight: With the weights of now.
    """
    return _stored(folder / f"{seed}-met", lambda: met_in_use(seed, model, sight))


def _stored(name: Path, draw: Callable[[], list[Example]]) -> list[Example]:
    shown, wanted = (name.with_name(f"{name.name}-{part}.npy") for part in ("shown", "wanted"))
    if not wanted.exists():
        name.parent.mkdir(parents=True, exist_ok=True)
        found = draw()
        for path, arrays in (
            (shown, [one.shown for one in found]),
            (wanted, [one.wanted for one in found]),
        ):
            partial = path.with_suffix(".part.npy")
            np.save(partial, np.stack(arrays) if arrays else np.empty(0, np.uint8))
            partial.rename(path)
    pictures, answers = np.load(shown, mmap_mode="r"), np.load(wanted, mmap_mode="r")
    return [Example(one, answer) for one, answer in zip(pictures, answers, strict=True)]
