"""How much an outbox may hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """Caps of one shard's outbox (contract C6) and of its evidence spool (contract C7).

    At the cap updates give way to ``new`` and ``end``, which are never dropped.

    Attributes:
        rows: Alerts that may wait.
        size_bytes: Bytes of alerts that may wait.
        spool_bytes: Bytes of pictures that may wait; beyond it the oldest are lost.
        warn_share: Share of a cap from which the outbox counts as nearly full.
        in_flight: Alerts sent and not answered at one time.
        picture_wait_s: How long an alert waits for the upload of its pictures.
    """

    rows: int = 100_000
    size_bytes: int = 256 * 1024 * 1024
    spool_bytes: int = 512 * 1024 * 1024
    warn_share: float = 0.8
    in_flight: int = 500
    picture_wait_s: float = 5.0
