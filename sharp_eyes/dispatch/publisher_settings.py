"""Times and sizes of the publisher."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublisherSettings:
    """How the publisher behaves.

    Attributes:
        batch: Alerts handed to the broker at one time, those of one topic in one message; its
            PUBACKs are awaited before the next.
        call_timeout_s: After so long without a PUBACK or SUBACK the connection counts as dead.
        connect_timeout_s: Limit for the TCP connection and the broker's answer.
        keepalive_s: MQTT keep-alive; a dead peer is noticed after one and a half of it.
        health_every_s: Time between two health messages when nothing changes (contract C8).
        health_valid_s: How long a health message holds.
        health_gap_s: Shortest time between two, so that a storm of changes goes in few messages.
        inbox: Messages that may wait to be read; more are dropped, and alerts whose
            acknowledgement was dropped go again.
        silence_s: After so long without an acknowledgement the next one means that the centre is
            back, and what it missed goes at once instead of by the doubling waits.
        first_retry_s: First wait before connecting again.
        longest_retry_s: Longest wait before connecting again.
    """

    batch: int = 250
    call_timeout_s: float = 5.0
    connect_timeout_s: float = 2.0
    keepalive_s: int = 10
    health_every_s: float = 5.0
    health_valid_s: float = 15.0
    health_gap_s: float = 0.5
    inbox: int = 1000
    silence_s: float = 3.0
    first_retry_s: float = 0.25
    longest_retry_s: float = 10.0
