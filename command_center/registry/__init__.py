"""The registry as the database holds it (contract C1)."""
