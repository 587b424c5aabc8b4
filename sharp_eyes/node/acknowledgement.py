"""The centre's answer to alerts: what clears a worker's outbox (contract C6)."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.identifiers import Ulid
from sharp_eyes.node.message import Message


class Refusal(Message):
    """One alert the centre will never take.

    Attributes:
        id: The alert's id, as far as it could be read.
        reason: Why, in English; the alert goes to the dead letters.
    """

    id: str = Field(max_length=64)
    reason: str = Field(max_length=500)


class Acknowledgement(Message):
    """Sent after the commit, never before.

    Attributes:
        stored: Ids of alerts committed.
        refused: Alerts that will never be taken.
    """

    stored: tuple[Ulid, ...] = ()
    refused: tuple[Refusal, ...] = ()
