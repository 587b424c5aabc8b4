"""The durable dispatch queue: outbox, topics and the broker (contracts C5 and C6)."""
