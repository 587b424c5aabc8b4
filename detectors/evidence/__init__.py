"""Pictures that show what was seen, people masked."""
