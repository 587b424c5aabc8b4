"""Incidents and the alerts that tell of them (contracts C3 and C4)."""
