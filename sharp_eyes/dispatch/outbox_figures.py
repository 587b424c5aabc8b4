"""What an outbox holds at the moment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """Figures for health messages and status lines.

    Attributes:
        waiting: Alerts the centre has not acknowledged.
        waiting_bytes: Their size.
        in_flight: Of these, sent and not answered yet.
        dead_letters: Alerts the centre refused.
        pictures_waiting: Pictures the centre does not have yet.
        spool_bytes: Their size.
        pictures_lost: Pictures dropped since the outbox was opened.
        nearly_full: Whether a cap is reached to its warning share.
        fill: How much of the cap that is reached furthest, as a share; over 1 where ``new`` and
            ``end`` went over it.
    """

    waiting: int
    waiting_bytes: int
    in_flight: int
    dead_letters: int
    pictures_waiting: int
    spool_bytes: int
    pictures_lost: int
    nearly_full: bool
    fill: float = 0.0
