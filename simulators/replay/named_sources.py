"""Sources with names that differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from pathlib import Path

from simulators.replay.source.lapse_source import Rendering
from simulators.replay.source.open_source import open_source
from simulators.replay.source.replay_source import ReplaySource


def open_sources(
    texts: Sequence[str],
    every: timedelta | None,
    local_zone: tzinfo,
    cache: Path,
    rendering: Rendering,
) -> list[ReplaySource]:
    """Open all sources; of two with one name the second is called ``NAME-2``.

    Args:
        texts: As given on the command line.
        every: Time between two visits, or none for the sources' own time.
        local_zone: Of times that name no zone.
        cache: Folder that keeps rendered time-lapses.
        rendering: Told how far rendering one is.

    Raises:
        MissingPart: a file or folder is not there.
        BadInput: there is no such scene, or a folder holds nothing that can be dated.
    """
    sources: list[ReplaySource] = []
    taken: set[str] = set()
    for text in texts:
        source = open_source(text, every, local_zone, cache, rendering)
        name, number = source.name, 1
        while name in taken:
            number += 1
            name = f"{source.name}-{number}"
        source.name = name
        taken.add(name)
        sources.append(source)
    return sources
