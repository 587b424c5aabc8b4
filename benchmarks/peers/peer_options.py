"""What a peer's process is told."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PeerOptions:
    """What a peer's process is told.

    Attributes:
        registry: The cameras, YAML.
        stats: Where to write statistics, every second.
        every_s: One picture of each camera this often.
        open_within_s: Cameras that did not deliver by then are given up.
        seconds: The process ends by itself after so long.
    """

    registry: Path
    stats: Path
    every_s: float
    open_within_s: float
    seconds: float

    @classmethod
    def parse(cls, arguments: Sequence[str] | None = None) -> PeerOptions:
        """Read a command line; without one, the process's own."""
        parser = argparse.ArgumentParser()
        parser.add_argument("--registry", type=Path, required=True)
        parser.add_argument("--stats", type=Path, required=True)
        parser.add_argument("--every", type=float, default=2.0)
        parser.add_argument("--open-within", type=float, default=60.0)
        parser.add_argument("--seconds", type=float, default=120.0)
        read = parser.parse_args(arguments)
        return cls(read.registry, read.stats, read.every, read.open_within, read.seconds)

    def arguments(self) -> list[str]:
        """Return the command line that ``parse`` reads."""
        return [
            f"--registry={self.registry}",
            f"--stats={self.stats}",
            f"--every={self.every_s}",
            f"--open-within={self.open_within_s}",
            f"--seconds={self.seconds}",
        ]
