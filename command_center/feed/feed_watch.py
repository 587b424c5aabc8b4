"""Notices what another process has added to the feed (contract C16)."""

from __future__ import annotations

import asyncio

from command_center.feed import feed_log
from command_center.feed.notifier import Notifier
from command_center.store.database import Database

LOOK_S = 0.25
"""How often the newest position is asked for: one question of an index for all pages of this
process, and a page hears within the bar of 500 ms of what the centre beside this one has stored."""


class FeedWatch:
    """Wakes the feeds of this process when there is something new, whoever wrote it.

    Polling, and not PostgreSQL's NOTIFY, because it is the same on both databases, needs no
    connection of its own, and cannot miss anything over a restart of the database.

    Args:
        database: Holds the feed.
        notifier: Wakes the feeds.
    """

    def __init__(self, database: Database, notifier: Notifier) -> None:
        self._database = database
        self._notifier = notifier
        self._newest = -1

    async def look(self) -> None:
        """Look once."""
        async with self._database.read() as session:
            newest = await feed_log.newest_position(session)
        if newest != self._newest:
            self._newest = newest
            self._notifier.wake()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)
