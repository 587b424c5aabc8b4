"""The audit trail: hash-chained, signed and mirrored, so that what is bent shows."""
