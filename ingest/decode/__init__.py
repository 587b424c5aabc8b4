"""Key frames → pixels, only when somebody asks."""
