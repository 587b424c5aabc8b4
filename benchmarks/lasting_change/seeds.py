"""Seeds as the command line names them."""

from __future__ import annotations

from collections.abc import Iterable


def read_seeds(text: str) -> list[int]:
    """Read seeds such as ``0-59,1000-1051``.

    Raises:
        ValueError: they are no such list.
    """
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds.extend(range(int(first), int(last or first) + 1))
    return seeds


def told(seeds: Iterable[int]) -> str:
    """Say which seeds, as ``read_seeds`` reads them."""
    parts: list[list[int]] = []
    for seed in sorted(seeds):
        if parts and seed == parts[-1][-1] + 1:
            parts[-1][1:] = [seed]
        else:
            parts.append([seed])
    return ",".join("-".join(str(one) for one in part) for part in parts)
