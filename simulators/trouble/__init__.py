"""Faults by name and by timetable: what goes wrong with which camera, when, for how long."""
