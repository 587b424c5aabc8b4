"""Where in an incident's life an alert stands."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """``new`` opens an incident, ``update`` tells how it goes, ``end`` closes it."""

    NEW = "new"
    UPDATE = "update"
    END = "end"


class EndReason(StrEnum):
    """Why an incident ended; the end of an incident never closes a task."""

    CLEARED = "cleared"
    BLIND = "blind"
    ZONE_CHANGED = "zone changed"
    CAMERA_REMOVED = "camera removed"
    OWNER_LOST = "owner lost"
