"""Gives what is left of the budget to scenes that move."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.schedule.cost_book import CostBook
from ingest.schedule.entry import PromiseEntry
from ingest.schedule.stretch import Stretch

UP_TO_LOAD = 0.8
"""Looks beyond the promise fill the budget to this share at most; above it there are none."""

LEAST_ACTIVITY = 0.05
"""Below this a scene counts as still."""


def share_out(
    entries: Sequence[PromiseEntry], load: float, costs: CostBook, stretch: Stretch
) -> None:
    """Set how often each promise may be looked at, in multiples of what was promised.

    The most active scene comes first and gets up to its ``most_often``, by its activity, then the
    next, until the budget is used. What was promised to the others is not touched.

    Args:
        entries: All promises of cameras that give pictures.
        load: Of what was promised.
        costs: Of looks that were not measured yet.
        stretch: Knows what can be done.
    """
    left = UP_TO_LOAD - load
    eager = []
    for entry in entries:
        entry.times = 1.0
        camera = entry.camera
        if (
            entry.promise.most_often > 1.0
            and camera.activity >= LEAST_ACTIVITY
            and not camera.fetched
        ):
            eager.append((-camera.activity, entry.order, entry))
    if left <= 0.0:
        return
    for activity, _order, entry in sorted(eager, key=lambda one: one[:2]):
        promise = entry.promise
        wanted = 1.0 - activity * (promise.most_often - 1.0)
        if entry.camera.gap_s:
            # Without a new key frame there is nothing more to see.
            wanted = min(wanted, max(1.0, promise.interval_s / entry.camera.gap_s))
        cost = entry.cost or costs.of(promise.look.kind)
        own = stretch.share(cost.cpu_s, cost.held_s) * promise.frames / promise.interval_s
        times = min(wanted, 1.0 + left / own) if own > 0 else wanted
        entry.times = times
        left -= (times - 1.0) * own
        if left <= 0.0:
            return
