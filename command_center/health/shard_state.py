"""What is known of one shard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.health import CameraHealth


@dataclass(slots=True)
class ShardState:
    """A shard as its last message left it.

    Attributes:
        address: Where its topics hang; none until it has spoken.
        alive: Whether it speaks.
        since: Since when it is so.
        valid_until: When its last message lapses.
        epoch: Of its last message.
        cameras: Its cameras, by id.
        told: What was stored and told of ``alive``; none before the first time.
    """

    since: datetime
    valid_until: datetime
    address: NodeAddress | None = None
    alive: bool = False
    epoch: int = 0
    cameras: dict[str, CameraHealth] = field(default_factory=dict)
    told: bool | None = None
