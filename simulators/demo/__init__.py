"""The demo town: the whole chain on one machine, on loopback only."""
