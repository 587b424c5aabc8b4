"""A town whose processes are killed all the time, and what became of its incidents."""
