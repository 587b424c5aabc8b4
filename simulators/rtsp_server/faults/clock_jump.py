"""Sender reports that name a wrong time."""

from __future__ import annotations

from typing import Literal

from simulators.rtsp_server.faults.fault import Fault

JumpKind = Literal["ahead", "1970", "local"]
CHINA_STANDARD_TIME_S = 8 * 3600.0


class ClockJump(Fault):
    """The camera's wall clock jumps; pictures and RTP times go on as before.

    Args:
        kind: ``ahead`` by ``by_s``; ``1970``: the clock began at 1970-01-01 when the fault did, as
            after a power cut without NTP; ``local``: local time (UTC+8) given out as UTC.
        by_s: How far ahead.
    """

    def __init__(self, kind: JumpKind = "ahead", by_s: float = 6 * 3600.0) -> None:
        self.kind = kind
        self.name = f"clock-{kind}"
        self.by_s = by_s
        self._booted_utc_s: float | None = None

    def reported_utc_s(self, utc_s: float) -> float:
        """Return the wrong time."""
        if self.kind == "ahead":
            return utc_s + self.by_s
        if self.kind == "local":
            return utc_s + CHINA_STANDARD_TIME_S
        if self._booted_utc_s is None:
            self._booted_utc_s = utc_s
        return max(0.0, utc_s - self._booted_utc_s)
