"""How long things are kept, and the purge that ends it."""
