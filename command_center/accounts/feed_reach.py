"""Which messages of the feed are a viewer's to hear."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import EVERY_UNIT
from command_center.accounts.reach import incidents_in_reach, tasks_in_reach
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.feed.feed_message import FeedMessage
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow

_PART_ONLY = frozenset({Role.OPERATOR, Role.GRID_WORKER})
"""Roles that see a part of what happens in their regions."""


async def heard(
    session: AsyncSession, viewer: Viewer, events: Sequence[FeedMessage]
) -> list[FeedMessage]:
    """Return those of the events that are the viewer's to hear, in order.

    Args:
        session: A reading session; not asked where regions alone decide, as for most.
        viewer: Narrowed to the roles that may listen.
        events: As stored.
    """
    near = [event for event in events if viewer.may_see(event.region)]
    if not any(grant.unit != EVERY_UNIT or grant.role in _PART_ONLY for grant in viewer.grants):
        return near
    incidents = {_incident(event) for event in near} - {None}
    tasks = {event.data["id"] for event in near if event.type == "task"}
    reached = set(
        await session.scalars(
            select(IncidentRow.id).where(IncidentRow.id.in_(incidents), incidents_in_reach(viewer))
        )
    )
    reached |= set(
        await session.scalars(
            select(TaskRow.id).where(TaskRow.id.in_(tasks), tasks_in_reach(viewer))
        )
    )
    return [event for event in near if _about(event) in reached or event.type == "shard"]


def _incident(event: FeedMessage) -> str | None:
    if event.type == "incident":
        found: str = event.data["incident"]["id"]
        return found
    return event.data["incident_id"] if event.type == "evidence" else None


def _about(event: FeedMessage) -> str | None:
    return event.data["id"] if event.type == "task" else _incident(event)
