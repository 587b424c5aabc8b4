"""The centre's socket sends what it has at once."""

from __future__ import annotations

import socket

from command_center.commands.centre_process import _listen


def test_a_call_that_is_taken_waits_for_no_acknowledgement_between_head_and_body() -> None:
    with (
        _listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname(), timeout=20),
    ):
        taken, _address = listener.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
