"""What a child process is told to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Child:
    """One child process.

    Attributes:
        name: Name in messages and of its log file.
        argv: Program and arguments; no secret belongs here, everybody can list them.
        env: Added to our own environment; this is where secrets travel.
        ready: A line of its standard output beginning so says that it is up; none when it is
            up as soon as ``port`` answers.
        port: A TCP port on loopback that answers when it is up; used where ``ready`` is none.
        ready_within_s: How long it may take.
        show: Whether its standard error (progress) is passed on to ours until it is ready.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    ready: str | None = None
    port: int | None = None
    ready_within_s: float = 60.0
    show: bool = False
