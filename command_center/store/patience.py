"""How long whoever wants to write waits for the turn of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_WAIT_S: ContextVar[float | None] = ContextVar("store_wait_s", default=None)
"""Of a call, and of whatever it calls in turn: a job of the centre's own waits its turn, however
long it takes, a person in front of a page does not."""


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Let everything within wait at most so long for its turn to write."""
    token = _WAIT_S.set(seconds)
    try:
        yield
    finally:
        _WAIT_S.reset(token)


def wait_s() -> float | None:
    """Return how long to wait; none for as long as it takes."""
    return _WAIT_S.get()
