"""What the wall is told, in order and without a gap (contract C16)."""
