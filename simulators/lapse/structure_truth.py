"""What is known of one structure at one visit."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.scenes.scene import Polygon


@dataclass(frozen=True, slots=True)
class StructureTruth:
    """One structure as one visit sees it.

    Attributes:
        id: Of the structure within its series.
        kind: ``house``, ``shed`` and so on; ``demolition`` for one that goes away.
        polygon: Outline of what is seen of it, corners (u, v) 0..1; empty where nothing is seen.
        share_of_picture: Pixels of it that are seen (not hidden by something nearer) over all
            pixels, 0..1.
        progress: 0 not begun to 1 done.
    """

    id: str
    kind: str
    polygon: Polygon
    share_of_picture: float
    progress: float
