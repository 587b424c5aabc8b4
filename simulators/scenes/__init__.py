"""Generated scenes: what a village camera might see, with the truth beside it."""
