"""Examples on disk: those of a thousand series do not fit into memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.lasting_change.sight.examples import Example, examples
from benchmarks.lasting_change.sight.views import Views

_DRAWN_BY = 5


def stored_examples(seed: int, folder: Path) -> list[Example]:
    """Return the examples of a series, mapped from files; made the first time, in some seconds.

    Args:
        seed: Of those that are for training.
        folder: Where they are kept, 0.8 MB each.
    """
    shown, wanted = folder / f"{seed}-shown.npy", folder / f"{seed}-wanted.npy"
    if not wanted.exists():
        folder.mkdir(parents=True, exist_ok=True)
        found = list(examples(Views.drawn(seed), np.random.default_rng([seed, _DRAWN_BY])))
        for path, arrays in (
            (shown, [one.shown for one in found]),
            (wanted, [one.wanted for one in found]),
        ):
            partial = path.with_suffix(".part.npy")
            np.save(partial, np.stack(arrays) if arrays else np.empty(0, np.uint8))
            partial.rename(path)
    pictures, answers = np.load(shown, mmap_mode="r"), np.load(wanted, mmap_mode="r")
    return [Example(one, answer) for one, answer in zip(pictures, answers, strict=True)]
