"""Ends in order on SIGTERM, as on Ctrl-C."""

from __future__ import annotations

import signal
from types import FrameType


def end_in_order_on_sigterm() -> None:
    """Let SIGTERM raise KeyboardInterrupt, so that every context manager ends its processes."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
