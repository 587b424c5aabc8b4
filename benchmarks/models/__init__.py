"""Object models compared on one recording."""
