"""What is encrypted at rest, with which key, and how the key is changed."""
