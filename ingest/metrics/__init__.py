"""What a worker's metrics are and how they are written for Prometheus."""
