"""Which places of which sets are watched."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.picture_faults.footage import DEVELOPMENT, FRESH, HELD_OUT

SETS: Mapping[str, tuple[str, ...]] = {
    "development": DEVELOPMENT,
    "held-out": HELD_OUT,
    "fresh": FRESH,
}


def chosen_places(text: str) -> dict[str, tuple[str, ...]]:
    """Say what ``--places`` asks for.

    A place is watched as one of its set, whether or not the others are watched too: its draws and
    the places that its camera may be turned to are those of the set.

    Args:
        text: Sets and places, by commas.

    Returns:
        By set, the places of it that are watched, in the set's order.

    Raises:
        ValueError: A name is neither that of a set nor of a place.
    """
    names = text.split(",")
    strange = [
        name
        for name in names
        if name not in SETS and not any(name in members for members in SETS.values())
    ]
    if strange:
        known = "; ".join(f"{title}: {', '.join(places)}" for title, places in SETS.items())
        raise ValueError(f"no set and no place is called {', '.join(strange)}. {known}")
    chosen = {
        title: tuple(name for name in places if title in names or name in names)
        for title, places in SETS.items()
    }
    return {title: places for title, places in chosen.items() if places}
