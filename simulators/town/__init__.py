"""A whole town of simulated cameras."""
