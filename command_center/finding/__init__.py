"""Finding cameras: nodes look, operators decide."""
