"""Other ways to read many cameras, run beside ours with the same streams and the same work."""
