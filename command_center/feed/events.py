"""What the feed says about incidents, pictures and shards."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from command_center.views.incident_view import IncidentView
from command_center.views.view import View
from sharp_eyes.alert.evidence import EvidenceStatus, Sha256


class IncidentEvent(View):
    """An incident began, changed or ended.

    Attributes:
        phase: Of the alert; ``update`` also where a person confirmed or dismissed it.
        incident: As it is now.
    """

    phase: Literal["new", "update", "end"]
    incident: IncidentView


class EvidenceEvent(View):
    """A picture came, or is given up.

    Attributes:
        sha256: Which.
        incident_id: Of which incident.
        status: What it is now.
    """

    sha256: Sha256
    incident_id: str
    status: EvidenceStatus


class ShardEvent(View):
    """A shard speaks again, or has fallen silent.

    Attributes:
        shard: Which.
        alive: Whether it speaks.
        since: Since when.
    """

    shard: str
    alive: bool
    since: datetime
