"""What passes between a node and its centre besides alerts: registry, health and commands."""
