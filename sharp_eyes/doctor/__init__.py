"""``sharp-eyes doctor``: looks at the machine and says what is missing and how to get it."""
