"""Finding cameras whose picture cannot be used, from the picture alone."""
