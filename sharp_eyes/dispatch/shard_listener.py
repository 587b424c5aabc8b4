"""The worker as its publisher sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sharp_eyes.node.command import StillsLease
from sharp_eyes.node.health import CameraHealth
from sharp_eyes.node.shard_registry import RevisionNotice


class ShardListener(Protocol):
    """What the publisher asks of the worker and tells it; no call may block."""

    @property
    def epoch(self) -> int:
        """The shard's epoch."""
        ...

    def camera_health(self) -> Sequence[CameraHealth]:
        """Return how every camera of the shard is."""
        ...

    def stills_wanted(self, lease: StillsLease) -> None:
        """Take a lease; it replaces the former one."""
        ...

    def registry_noticed(self, notice: RevisionNotice) -> None:
        """Take note of the registry's newest revision."""
        ...
