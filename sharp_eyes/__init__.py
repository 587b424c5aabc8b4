"""What every room of Sharp Eyes (雪亮工程) shares: cameras, regions, alerts and the dispatch queue.

This package imports no room; the rooms import it.
"""
