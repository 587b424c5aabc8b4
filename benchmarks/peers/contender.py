"""Something that reads cameras, to be measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.peer_options import PeerOptions

Command = Callable[[PeerOptions, Path], Sequence[str]]
"""From the options and a folder of its own to the command."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that reads cameras, to be measured.

    Attributes:
        name: Short, for ``--contenders``.
        title: For the table.
        command: How to start it. It writes statistics as our worker does, to ``options.stats``.
        decodes_all: Whether it decodes every frame.
    """

    name: str
    title: str
    command: Command
    decodes_all: bool = False
