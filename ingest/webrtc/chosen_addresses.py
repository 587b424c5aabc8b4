"""Which of our addresses the other side is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aioice import Candidate

LOOPBACK = "127.0.0.1"
Gather = Callable[..., Awaitable[list[Candidate]]]


class ChosenAddresses:
    """Takes the place of one step of an ICE connection, where sockets are opened.

    Args:
        gather: The library's own step.
        addresses: To be used; all but loopback if empty.
    """

    def __init__(self, gather: Gather, addresses: Sequence[str]) -> None:
        self._gather = gather
        self._addresses = list(addresses)

    async def __call__(
        self, component: int, addresses: Sequence[str], timeout: int = 5
    ) -> list[Candidate]:
        """Open a socket for each address and ask the servers.

        Args:
            component: Always 1 in WebRTC.
            addresses: What the library found.
            timeout: For the servers, seconds.
        """
        # A machine with nothing but loopback is still reached from itself.
        chosen = self._addresses or list(addresses) or [LOOPBACK]
        return await self._gather(component=component, addresses=chosen, timeout=timeout)
