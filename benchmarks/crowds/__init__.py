"""Crowds on generated squares, and what the crowd detector makes of them."""
