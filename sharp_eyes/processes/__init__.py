"""Child processes that are started, watched, started again and ended."""
