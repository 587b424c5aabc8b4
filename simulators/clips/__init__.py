"""Clips that can be served: encoding, caching, making many at once."""
