"""Asks nodes for the stills that somebody looks at (contract C12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from command_center.feed.announcer import Publisher
from command_center.stills.stills_board import StillsBoard
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.command import StillsLease

RENEW_S = 10.0
VALID_S = 30.0
MAX_CAMERAS = 500


class StillsLeaser:
    """Publishes leases when what is looked at changes, and renews them.

    Args:
        board: Knows what is looked at.
        publisher: To the broker.
        owner_of: Gives the shard that owns a camera.
        address_of: Gives where a shard's topics hang, or none.
        clock: Time.
        ulids: Command ids.
        centre: The name of this process among the centres that ask.
    """

    def __init__(
        self,
        board: StillsBoard,
        publisher: Publisher,
        owner_of: Callable[[str], str | None],
        address_of: Callable[[str], NodeAddress | None],
        clock: Clock,
        ulids: UlidSource,
        centre: str,
    ) -> None:
        self._board = board
        self._publisher = publisher
        self._owner_of = owner_of
        self._address_of = address_of
        self._clock = clock
        self._ulids = ulids
        self._centre = centre
        self._leased: set[str] = set()

    def renew(self) -> None:
        """Say to every shard what is looked at; once also that nothing is any more."""
        by_shard: dict[str, dict[str, float]] = {shard: {} for shard in self._leased}
        for camera, every_s in self._board.wanted().items():
            shard = self._owner_of(camera)
            if shard is not None:
                by_shard.setdefault(shard, {})[camera] = every_s
        self._leased = {shard for shard, cameras in by_shard.items() if cameras}
        for shard, cameras in by_shard.items():
            address = self._address_of(shard)
            if address is None:
                continue
            lease = StillsLease(
                id=self._ulids.new(),
                centre=self._centre,
                cameras=tuple(sorted(cameras)[:MAX_CAMERAS]),
                every_s=min(cameras.values(), default=1.0),
                deadline=self._clock.now() + timedelta(seconds=VALID_S),
            )
            self._publisher.publish(address.commands, lease.model_dump_json().encode())

    async def run(self) -> None:
        """Renew until cancelled."""
        while True:
            seen = self._board.interest.count
            self.renew()
            await self._board.interest.wait(seen, RENEW_S)
