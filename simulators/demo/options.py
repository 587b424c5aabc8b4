"""What a demo was asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """Options of ``sharp-eyes demo``.

    Attributes:
        registry: The town's cameras.
        state: Folder for everything the run writes.
        port: TCP port of the wall; none takes 8080, or a free one where 8080 is taken.
        footage: Folder of recordings to play instead of the packaged ones.
        broker: Address of a broker to use instead of the embedded one.
        model: Object model to use instead of the packaged one.
        speed: How many times faster scene time runs.
        stamp: Whether camera id and frame number are stamped into every picture.
        seconds: When to end by itself; none runs until told.
        town: Which scene each camera plays; none takes the packaged one.
    """

    registry: Path
    state: Path
    port: int | None = None
    footage: Path | None = None
    broker: str | None = None
    model: Path | None = None
    speed: float = 1.0
    stamp: bool = False
    seconds: float | None = None
    town: Path | None = None
