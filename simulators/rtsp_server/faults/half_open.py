"""Requests without answers."""

from __future__ import annotations

from simulators.rtsp_server.faults.fault import Fault


class HalfOpen(Fault):
    """Connections are accepted and no request is ever answered; who watches already, goes on."""

    name = "half-open"
    answers = False
