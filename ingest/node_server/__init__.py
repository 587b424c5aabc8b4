"""The worker's own HTTP server: publishers by WHIP, figures for Prometheus."""
