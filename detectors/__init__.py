"""Frames → observations → incidents. Sees no network, no clock and no person's identity."""
