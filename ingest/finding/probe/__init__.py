"""A look at one stream."""
