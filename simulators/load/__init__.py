"""A load source: many cameras of one generated clip, for benchmarks and soak tests."""
