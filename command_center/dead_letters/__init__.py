"""Alerts that were refused: what nodes keep of them, and what people decide."""
