"""What is known of one shard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from command_center.views.camera_view import ShownState
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
        states: Their states, by id.
        shown: What was said of them to pages since its last message, as JSON, by id.
        outbox_waiting: Alerts that it has not had an answer to.
        outbox_fill: How full its outbox is, as a share of its cap.
        dead_letters: Alerts of its that were refused, and wait for a person.
        heard_s: When its last message came, on the monotonic clock; none before the first.
        told: What was stored and told of ``alive``; none before the first time.
    """

    since: datetime
    valid_until: datetime
    address: NodeAddress | None = None
    alive: bool = False
    epoch: int = 0
    cameras: dict[str, CameraHealth] = field(default_factory=dict)
    states: dict[str, ShownState] = field(default_factory=dict)
    shown: dict[str, bytes] = field(default_factory=dict)
    outbox_waiting: int = 0
    outbox_fill: float = 0.0
    dead_letters: int = 0
    heard_s: float | None = None
    told: bool | None = None
