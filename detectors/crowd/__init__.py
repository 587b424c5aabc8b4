"""Too many people at a place: a count, never a person."""
