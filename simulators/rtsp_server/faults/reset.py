"""Connections are cut."""

from __future__ import annotations

from simulators.rtsp_server.faults.fault import Fault


class Reset(Fault):
    """Connections are cut without a word, as soon as they should get a frame."""

    name = "reset"
    resume_at_key = True

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Cut."""
        return None
