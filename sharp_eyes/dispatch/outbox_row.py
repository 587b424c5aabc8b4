"""One alert on its way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An alert as it goes to the broker.

    Attributes:
        row: Its place in the outbox; grows with each alert recorded.
        alert_id: ULID of the alert.
        topic: Where it is published.
        body: The alert's JSON, its evidence marked with what the centre has by now.
        attempt: 1 when sent for the first time since the connection stands.
    """

    row: int
    alert_id: str
    topic: str
    body: bytes
    attempt: int
