"""Gets the shard and keeps its registry up to date (contracts C10, C11)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

import structlog

from ingest.centre_client.errors import ShardTakenOver
from ingest.worker.centre_calls import CentreCalls
from sharp_eyes.dispatch.back_off import BackOff
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import SharpEyesError, TryAgain
from sharp_eyes.node.shard_registry import RevisionNotice, ShardRegistry

_log = structlog.get_logger(__name__)


class RegistryKeeper:
    """Asks the centre, and goes on with the last answer on disk while the centre is away.

    Cut off from the centre a worker goes on (contract C10). Told by the centre that another node
    has the shard, it lets the cameras go: many allow two or three sessions, and whatever it would
    see the other sees too. What waits in its outbox is still sent, under its own epoch.

    Args:
        centre: The calls.
        outbox: Keeps the last answer and the open incidents.
        shard: The shard's id.
        random: Gives the jitter of the back-off.
        poll_s: The centre is asked this often also when no notice came.
    """

    def __init__(
        self,
        centre: CentreCalls,
        outbox: Outbox,
        shard: str,
        random: Random,
        *,
        poll_s: float = 60.0,
        first_retry_s: float = 0.5,
        longest_retry_s: float = 5.0,
    ) -> None:
        self._centre = centre
        self._outbox = outbox
        self._shard = shard
        self._poll_s = poll_s
        self._back_off = BackOff(random, first_retry_s, longest_retry_s)
        self._registry: ShardRegistry | None = None
        self._granted = False
        self._failing = False
        self._taken_over = False
        self._noticed = 0
        self._wake = asyncio.Event()

    async def first(self) -> ShardRegistry:
        """Return the registry to begin with.

        From the centre; when it is away the last answer on disk, and when there is none it is
        asked until it answers.

        Raises:
            SharpEyesError: the centre answers that it will not, and there is nothing on disk.
        """
        last = await self._outbox.last_registry()
        while True:
            try:
                return await self._take_grant(last)
            except SharpEyesError as error:
                self._tell_failing(error, goes_on=last is not None)
                if last is not None:
                    self._registry = last
                    return last
                if not isinstance(error, TryAgain):
                    raise
            await asyncio.sleep(self._back_off.next_s())

    async def _take_grant(self, last: ShardRegistry | None) -> ShardRegistry:
        granted = await self._centre.grant(self._shard)
        if last is None or granted.epoch != last.epoch + 1:
            # The disk is new, or somebody else held the shard meanwhile: the centre knows of
            # incidents that this disk does not.
            adopted = await self._outbox.adopt(await self._centre.open_incidents(self._shard))
            if adopted:
                _log.info("took over open incidents from the centre", count=adopted)
        await self._outbox.remember_registry(granted)
        self._registry = granted
        self._granted = True
        self._tell_working()
        return granted

    def notice(self, notice: RevisionNotice) -> None:
        """Take note of the newest revision; it is fetched at once."""
        self._noticed = notice.revision
        if self._registry is None or notice.revision != self._registry.revision:
            self._wake.set()

    async def run(
        self,
        apply: Callable[[ShardRegistry], Awaitable[None]],
        let_go: Callable[[], None],
    ) -> None:
        """Work until cancelled.

        Args:
            apply: Makes a registry the one in force.
            let_go: Lets all cameras go, until there is a registry again.
        """
        wait_s = self._poll_s if self._granted else self._back_off.next_s()
        while True:
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            try:
                newer = await self._ask()
            except ShardTakenOver as error:
                if not self._taken_over:
                    self._taken_over = True
                    let_go()
                    _log.warning(
                        "another node has the shard; its cameras are let go, and what waits for "
                        "the centre is still sent",
                        reason=str(error),
                    )
                wait_s = self._poll_s
                continue
            except SharpEyesError as error:
                self._tell_failing(error, goes_on=True)
                wait_s = self._back_off.next_s()
                continue
            self._tell_working()
            wait_s = self._poll_s
            if newer is not None:
                _log.info(
                    "a new revision of the registry",
                    revision=newer.revision,
                    cameras=len(newer.cameras),
                )
                await apply(newer)

    async def _ask(self) -> ShardRegistry | None:
        known = self._registry
        # A revision lower than ours is another database behind the same name: begin anew.
        if known is None or not self._granted or 0 < self._noticed < known.revision:
            self._noticed = 0
            return await self._take_grant(known)
        # What was let go is fetched as a whole.
        after = 0 if self._taken_over else known.revision
        newer = await self._centre.cameras(self._shard, after)
        if newer is None:
            return None
        if self._taken_over:
            self._taken_over = False
            _log.info("the shard is this node's again", epoch=newer.epoch)
        await self._outbox.remember_registry(newer)
        self._registry = newer
        return newer

    def _tell_failing(self, error: SharpEyesError, *, goes_on: bool) -> None:
        if not self._failing:
            self._failing = True
            _log.warning(
                "the centre does not give the registry"
                + ("; going on with the last one" if goes_on else "; asking until it does"),
                reason=str(error),
            )

    def _tell_working(self) -> None:
        self._back_off.reset()
        if self._failing:
            self._failing = False
            _log.info("the centre gives the registry again")
