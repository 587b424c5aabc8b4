"""Tells whether a look ended at a device of which nothing but coarse cells may be shown."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from ingest.finding.address_policy import Address
from ingest.finding.guarded_connector import Lookup, look_up
from sharp_eyes.finding.host_name import canonical_address, canonical_host, is_address

MAX_NAMES = 256
NAMES_S = 5.0
"""Within it all names have to be found; a name server that takes longer is none."""
AT_ONCE = 16


class HostGuard:
    """Looks names up, and remembers whether one led to a guarded device.

    The centre compares hosts as they are written; only this machine knows where a name leads, and
    where a camera redirects to. Whatever cannot be told is taken for guarded.

    Args:
        hosts: Names and addresses of guarded devices.
        lookup: Finds the addresses of a name.

    Attributes:
        hit: Whether one was, or may have been, connected to.
    """

    def __init__(self, hosts: Collection[str], lookup: Lookup = look_up) -> None:
        canonical = {canonical_host(host) for host in hosts}
        self._names = {host for host in canonical if not is_address(host)}
        self._addresses = canonical - self._names
        self._lookup = lookup
        self._known: dict[str, list[Address]] = {}
        self.hit = len(self._names) > MAX_NAMES

    async def prepare(self) -> None:
        """Find out where guarded names lead; a name that leads nowhere might lead anywhere."""
        if self.hit or not self._names:
            return
        turns = asyncio.Semaphore(AT_ONCE)

        async def find(name: str) -> None:
            async with turns:
                found = await self._lookup(name)
            self._addresses.update(canonical_address(address) for address in found)
            self.hit = self.hit or not found

        try:
            async with asyncio.timeout(NAMES_S):
                results = await asyncio.gather(
                    *(find(name) for name in self._names), return_exceptions=True
                )
        except TimeoutError:
            self.hit = True
            return
        if any(isinstance(one, BaseException) for one in results):
            self.hit = True

    async def look_up(self, host: str) -> list[Address]:
        """Return the addresses of a host that is connected to; the same ones each time.

        Raises:
            OSError: it has none.
        """
        if host not in self._known:
            self._known[host] = await self._lookup(host)
        found = self._known[host]
        self.hit = (
            self.hit
            or canonical_host(host) in self._names
            or any(canonical_address(address) in self._addresses for address in found)
        )
        return found
