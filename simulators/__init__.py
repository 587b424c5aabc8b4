"""Recordings and generated scenes that behave like cameras: RTSP, faults, ground truth."""
