"""What ``benchmarks/construction.py`` is made of."""
