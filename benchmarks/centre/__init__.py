"""What the command centre can take in and show, measured with its real processes."""
