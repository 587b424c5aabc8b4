"""Finding cameras: who answers on the network, what a stream is like, and what to propose."""
