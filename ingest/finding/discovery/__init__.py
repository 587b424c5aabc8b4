"""Asking the network who is there, by WS-Discovery."""
