"""A free port is one that the kernel gives to nobody else meanwhile."""

from __future__ import annotations

import socket

import pytest

from sharp_eyes.processes import free_port as module
from sharp_eyes.processes.free_port import END_PORT, FIRST_PORT, free_port, is_free


def test_a_free_port_can_be_bound_and_lies_below_those_of_the_kernel() -> None:
    port = free_port()
    assert FIRST_PORT <= port < END_PORT
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)


def test_a_port_that_is_taken_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    first = free_port()
    second = next(port for port in range(FIRST_PORT, END_PORT) if port != first and is_free(port))
    drawn = iter([first - FIRST_PORT, second - FIRST_PORT])
    monkeypatch.setattr(module.secrets, "randbelow", lambda _: next(drawn))
    with socket.create_server(("127.0.0.1", first)):
        assert free_port() == second


def test_where_all_are_taken_the_kernel_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_free", lambda *_: False)
    assert not FIRST_PORT <= free_port() < END_PORT
