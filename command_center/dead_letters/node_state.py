"""Whether a node that keeps letters will follow what is decided about them."""

from __future__ import annotations

from enum import StrEnum


class NodeState(StrEnum):
    """How the node of a letter is."""

    HEARD = "heard"
    """It speaks, and follows by its next report."""

    SILENT = "silent"
    """It follows once it is back."""

    REMOVED = "removed"
    """It has no token any more: it follows nothing."""
