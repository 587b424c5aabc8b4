"""Whose zones and limits hold in a replay."""
