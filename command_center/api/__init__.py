"""HTTP calls and sockets."""
