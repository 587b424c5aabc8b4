"""How shards and their cameras are (contract C8)."""
