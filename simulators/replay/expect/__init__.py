"""What a run is expected to raise (``--expect``), and writing it from a run."""
