"""Alerts that were refused, as people see them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from command_center.dead_letters.node_state import NodeState
from command_center.dead_letters.reason import reason_for_people
from command_center.store.dead_letter_row import DeadLetterRow
from command_center.views.view import TwoLanguages, View


class DeadLetterView(View):
    """One letter.

    Attributes:
        id: The alert's.
        node: The node that keeps it.
        node_state: Whether that will follow what is decided.
        shard: Whose outbox it lies in.
        camera: 20 digits, or null.
        camera_name: As registered, else its id, else empty.
        kind: Kind of incident.
        captured_at: When it was so.
        refused_at: When it was refused.
        reason: Why.
        ordered: What somebody has decided, and the node has not done yet; null while nobody has.
        ordered_by_name: Who.
        why: In their words.
    """

    id: str
    node: str
    node_state: NodeState
    shard: str
    camera: str | None
    camera_name: str
    kind: str
    captured_at: datetime
    refused_at: datetime
    reason: TwoLanguages
    ordered: Literal["send_again", "put_aside"] | None
    ordered_by_name: str | None
    why: str | None

    @classmethod
    def of(cls, row: DeadLetterRow, camera_name: str, node_state: NodeState) -> DeadLetterView:
        """Show a row."""
        reason = reason_for_people(row.reason)
        return cls.model_validate(
            {
                "id": row.alert_id,
                "node": row.node,
                "node_state": node_state,
                "shard": row.shard,
                "camera": row.camera_id,
                "camera_name": camera_name,
                "kind": row.kind,
                "captured_at": row.captured_at,
                "refused_at": row.refused_at,
                "reason": {"zh": reason.zh, "en": reason.en},
                "ordered": row.ordered,
                "ordered_by_name": row.ordered_by_name,
                "why": row.why,
            }
        )


class DeadLettersView(View):
    """Letters, newest first.

    Attributes:
        total: How many there are.
        letters: The first of them.
    """

    total: int
    letters: tuple[DeadLetterView, ...]


class DeadLettersOrdered(View):
    """What a decision is about.

    Attributes:
        letters: How many letters.
    """

    letters: int
