"""Shards: who owns which cameras, and since which epoch (contracts C10 and C11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.secret_store import SecretStore
from command_center.store.database import Database
from command_center.store.incident_row import IncidentRow
from command_center.store.shard_row import ShardRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.errors import Refused
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.ground_reach import LandT, land_seen

ANY_TOWN = "000"
"""Town part of a region that is a whole county."""


class Shards:
    """Grants shards and tells their owners what they own.

    Args:
        database: Where epochs are.
        directory: The registry.
        secrets: The cameras' passwords.
        clock: Time.

    Attributes:
        home: County (6 digits) and town (3 digits) of this centre, under which nodes hang their
            topics.
    """

    def __init__(
        self,
        database: Database,
        directory: DirectoryHolder,
        secrets: SecretStore,
        clock: Clock,
    ) -> None:
        self._database = database
        self._directory = directory
        self._secrets = secrets
        self._clock = clock
        self.home = ("000000", "000")
        self._addresses: dict[str, NodeAddress] = {}

    async def load(self) -> None:
        """Read where shards ran before this process began."""
        async with self._database.read() as session:
            for row in await session.scalars(select(ShardRow)):
                if row.node and row.county and row.town:
                    address = NodeAddress(row.county, row.town, row.node, row.id)
                    self._addresses[row.id] = address

    async def grant(self, shard: str, node: str) -> dict[str, Any]:
        """Raise a shard's epoch for a new owner.

        The new epoch is higher than that of every shard, so that alerts about a camera that moved
        to another shard can be put in order.

        Args:
            shard: Which.
            node: The new owner's node.

        Returns:
            A ``ShardRegistry`` as JSON, passwords and all: for the node's own answer alone.
        """
        async with self._database.write() as session:
            epoch = (await session.scalar(select(func.max(ShardRow.epoch))) or 0) + 1
            row = await session.get(ShardRow, shard)
            if row is None:
                row = ShardRow(id=shard, alive=False)
                session.add(row)
            row.epoch, row.node, row.granted_at = epoch, node, self._clock.now()
            row.county, row.town = self.home
            self._addresses[shard] = NodeAddress(*self.home, node, shard)
            return await self._registry(session, shard, epoch)

    async def registry(self, shard: str, node: str, after: int) -> dict[str, Any] | None:
        """Return a shard's ``ShardRegistry`` as JSON, at its present epoch.

        Args:
            shard: Which.
            node: Who asks; a token of any other node opens no camera's password.
            after: The revision that the node has.

        Returns:
            As ``grant``, or none where nothing is newer than ``after``.

        Raises:
            Refused: the shard is not the node's.
        """
        async with self._database.read() as session:
            row = await _owned(session, shard, node)
            if self._directory.current.revision <= after:
                return None
            return await self._registry(session, shard, row.epoch)

    async def open_incidents(self, shard: str, node: str) -> list[dict[str, Any]]:
        """List the open incidents of a shard's cameras, for the node that it was granted to.

        Raises:
            Refused: the shard is not the node's.
        """
        directory = self._directory.current
        async with self._database.read() as session:
            await _owned(session, shard, node)
            rows = (
                await session.scalars(
                    select(IncidentRow)
                    .where(IncidentRow.state == "open", IncidentRow.camera_id.is_not(None))
                    .order_by(IncidentRow.id)
                )
            ).all()
        return [
            {
                "incident_id": row.id,
                "camera": row.camera_id,
                "kind": row.kind,
                "zone": row.zone,
                "opened_at": row.opened_at.isoformat().replace("+00:00", "Z"),
                "severity": row.severity,
                "epoch": row.epoch,
                "seq": row.seq,
                "value": row.measurement["value"],
            }
            for row in rows
            if self.owner_of(row.camera_id or "") == shard
            or (row.camera_id not in directory.cameras and row.source.endswith(f"/{shard}"))
        ]

    def owner_of(self, camera_id: str) -> str | None:
        """Return the shard that owns a camera, or none."""
        return self._directory.current.shard_of.get(camera_id)

    def address_of(self, shard: str) -> NodeAddress | None:
        """Return where a shard's topics hang, or none before its first grant."""
        return self._addresses.get(shard)

    def is_of(self, address: NodeAddress) -> bool:
        """Tell whether a shard may be in the town of an address.

        It is where it was granted, or where its cameras stand. A camera of which only the county
        is known may stand in any of its towns; of a shard without cameras nothing is known.
        """
        granted = self._addresses.get(address.shard)
        if granted is None or (granted.county, granted.town) == (address.county, address.town):
            return True
        known = self._directory.current.shard_towns
        towns = {town for shard, town in known if shard == address.shard}
        said = {f"{address.county}{address.town}", f"{address.county}{ANY_TOWN}"}
        return not towns or not towns.isdisjoint(said)

    def addresses(self) -> list[NodeAddress]:
        """Return where all shards' topics hang."""
        return list(self._addresses.values())

    async def _registry(self, session: AsyncSession, shard: str, epoch: int) -> dict[str, Any]:
        directory = self._directory.current
        cameras = tuple(
            camera
            for camera in directory.registry.cameras
            if directory.shard_of.get(camera.id) == shard
        )
        secrets = await self._secrets.named(
            session, (camera.credentials for camera in cameras if camera.credentials)
        )
        answer = ShardRegistry(
            shard=shard,
            epoch=epoch,
            revision=directory.revision,
            cameras=cameras,
            permits=_seen(cameras, directory.registry.permits),
            protected_land=_seen(cameras, directory.registry.protected_land),
        ).model_dump(mode="json")
        # Written out by hand: the model prints passwords as stars, and should.
        answer["secrets"] = [
            {
                "name": one.name,
                "username": one.username,
                "password": one.password.get_secret_value(),
            }
            for one in secrets
        ]
        return answer


async def _owned(session: AsyncSession, shard: str, node: str) -> ShardRow:
    row = await session.get(ShardRow, shard)
    if row is None or row.node != node:
        raise Refused(
            Bilingual(
                f"分片 {shard} 不由节点 {node} 负责", f"the shard {shard} is not node {node}'s"
            ),
            next_step=Bilingual(
                "另一节点已接管；如须由本节点负责，请重启本节点",
                "another node has taken it over; to take it back, start this node's worker anew",
            ),
        )
    return row


def _seen(cameras: Sequence[Camera], land: Sequence[LandT]) -> tuple[LandT, ...]:
    """Return the land that at least one of the cameras may see."""
    seen = {one.id for camera in cameras for one in land_seen(camera, land)}
    return tuple(one for one in land if one.id in seen)
