"""Each prints a table; none of them writes anything."""
