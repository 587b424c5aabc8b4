"""Several centres on one database: it does not matter which of them is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import structlog

from sharp_eyes.errors import TryAgain

One = TypeVar("One")
Answer = TypeVar("Answer")
_log = structlog.get_logger(__name__)


class InTurn(Generic[One]):
    """Asks one centre for as long as it answers, then the next.

    It does not go back by itself: the database behind them is the same.

    Args:
        centres: At least one, the one to begin with first.
    """

    def __init__(self, centres: Sequence[One]) -> None:
        self._centres = tuple(centres)
        self._at = 0

    async def ask(self, call: Callable[[One], Awaitable[Answer]]) -> Answer:
        """Make a call at the centre that answered last, else at each of the others once.

        Raises:
            TryAgain: none answers; it is the word of the one asked first.
            SharpEyesError: whatever else a centre that answers says; then no other is asked.
        """
        first: TryAgain | None = None
        begin = self._at
        for step in range(len(self._centres)):
            at = (begin + step) % len(self._centres)
            try:
                answer = await call(self._centres[at])
            except TryAgain as error:
                first = first or error
                continue
            if first is not None and self._at != at:
                _log.warning("another centre is asked from now on", reason=str(first))
                self._at = at
            return answer
        if first is None:
            raise ValueError("there is no centre to ask")
        raise first
