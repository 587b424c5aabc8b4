"""A camera read and decoded by PyAV in a process of its own, which may die."""
