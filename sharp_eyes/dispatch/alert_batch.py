"""Several alerts in one message (design note 0018)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sharp_eyes.dispatch.outbox_row import OutboxRow

MAX_BATCH_BYTES = 128 * 1024
"""What we put into one message: half of what the embedded broker takes (``message_size_limit``)."""

MAX_BATCH_ALERTS = 500
"""As many as one shard may have in flight (contract C6)."""


def messages_of(
    rows: Sequence[OutboxRow], max_bytes: int = MAX_BATCH_BYTES
) -> Iterator[tuple[str, list[OutboxRow]]]:
    """Put alerts that go at one time into as few messages as may be.

    Alerts of one topic keep their order, within a message and from one to the next; each topic's
    begin where its first alert stands. An alert that is larger than a message should be goes alone.

    Args:
        rows: In the order of sending.
        max_bytes: What a message may hold.

    Yields:
        Topic and alerts of each message.
    """
    open_ones: dict[str, list[OutboxRow]] = {}
    sizes: dict[str, int] = {}
    for row in rows:
        together = open_ones.setdefault(row.topic, [])
        size = sizes.get(row.topic, 1) + len(row.body) + 1
        if together and (size > max_bytes or len(together) == MAX_BATCH_ALERTS):
            yield row.topic, together
            together = open_ones[row.topic] = []
            size = len(row.body) + 2
        together.append(row)
        sizes[row.topic] = size
    yield from open_ones.items()


def payload_of(rows: Sequence[OutboxRow]) -> bytes:
    """Return a message: the alert itself, or several as a CloudEvents JSON batch.

    The batch is the JSON Batch Format (CloudEvents 1.0.2, JSON event format, section 4): an array
    of events.
    """
    if len(rows) == 1:
        return rows[0].body
    return b"[" + b",".join(row.body for row in rows) + b"]"
