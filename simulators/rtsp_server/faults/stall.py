"""The connection stays up, and nothing comes."""

from __future__ import annotations

from simulators.rtsp_server.faults.fault import Fault


class Stall(Fault):
    """The connection stays up and requests are answered, but no frame comes."""

    name = "stall"
    resume_at_key = True

    def apply(self, packets: list[bytes]) -> list[bytes] | None:
        """Return nothing to send."""
        return []
