"""One shard's worker: from cameras to alerts on the dispatch queue."""
