"""The form of ``report.json``, and how a run is put into it."""
