"""Pictures kept as evidence (contract C7)."""
