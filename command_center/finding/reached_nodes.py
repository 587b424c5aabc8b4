"""Which nodes somebody may have look for cameras."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.viewer import Viewer
from command_center.registry.directory import Directory
from command_center.registry.reachable import is_everywhere
from command_center.store.shard_row import ShardRow


def reached_shards(viewer: Viewer, directory: Directory) -> frozenset[str] | None:
    """Return the shards with a camera that somebody reaches; none for whoever reaches everything.

    Of a county it takes a tenth of a second: not for the loop.
    """
    if is_everywhere(viewer):
        return None
    return frozenset(
        directory.shard_of[camera.id]
        for camera in directory.registry.cameras
        if camera.id in directory.shard_of and viewer.reaches_camera(camera)
    )


async def nodes_of(session: AsyncSession, shards: frozenset[str] | None) -> frozenset[str] | None:
    """Return the nodes that hold one of these shards; none for every node there is.

    Args:
        session: Reads.
        shards: As ``reached_shards`` gave them.
    """
    if shards is None:
        return None
    rows = await session.execute(select(ShardRow.id, ShardRow.node))
    return frozenset(node for shard, node in rows if node is not None and shard in shards)
