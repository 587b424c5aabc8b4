"""``WS /api/v1/feed``: everything that happens, in order and without a gap (contract C16)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, WebSocket

from command_center.accounts.feed_reach import heard
from command_center.accounts.viewer import Viewer
from command_center.api.guards import centre_of
from command_center.api.socket_session import accepted, run_socket, send_text
from command_center.api.task_steps import steps_of
from command_center.centre import Centre
from command_center.feed import feed_log
from command_center.feed.feed_message import FeedMessage
from command_center.tasks.action import TaskAction

router = APIRouter(prefix="/api/v1")

PAGE = 200
"""Events read from the table at a time: all that a slow viewer ever holds in memory."""

POLL_S = 1.0
"""Another process's commits wake nobody here: look at least this often."""

TICK_S = 5.0
"""How often the page is told the time."""

_AT_ONCE = 1_000


@router.websocket("/feed")
async def feed(websocket: WebSocket) -> None:
    """Serve one viewer."""
    viewer = await accepted(websocket)
    asked = websocket.query_params.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    line = FeedLine(websocket, centre_of(websocket), viewer)
    await run_socket(websocket, line.serve(after), _ignore, line.see_as)


async def _ignore(_text: str) -> None:
    """A feed is not spoken to."""


class FeedLine:
    """One viewer's line.

    The table is the queue: the line reads it from its own position on, so that a viewer who is
    slow holds nobody up and misses nothing.

    Args:
        websocket: The line, accepted.
        centre: Where from.
        viewer: Whose.
    """

    def __init__(self, websocket: WebSocket, centre: Centre, viewer: Viewer) -> None:
        self._websocket = websocket
        self._centre = centre
        self._viewer = viewer

    async def see_as(self, viewer: Viewer) -> None:
        """Go on for a viewer whose grants have changed."""
        self._viewer = viewer
        await self._say_cameras(list(self._centre.directory.current.cameras))

    async def serve(self, after: int | None) -> None:
        """Say hello, tell what was missed, then what happens.

        Args:
            after: The last position that the page has applied; none for a fresh page.
        """
        centre = self._centre
        async with centre.database.read() as session:
            newest = await feed_log.newest_position(session)
        await self._say("hello", {"position": newest, "server_time": self._now_text()})
        # A position from the future belongs to another database: the page begins anew.
        position = newest if after is None or after > newest else after
        version = centre.board.version
        await self._say_cameras(list(centre.directory.current.cameras))
        ticked_s = centre.clock.monotonic_s()
        while True:
            seen = centre.notifier.count
            position = await self._tell_since(position)
            if centre.board.version != version:
                changed = centre.board.changed_since(version)
                version = centre.board.version
                await self._say_cameras(changed)
            now_s = centre.clock.monotonic_s()
            if now_s - ticked_s >= TICK_S:
                ticked_s = now_s
                await self._say("tick", {"server_time": self._now_text()})
            await centre.notifier.wait(seen, POLL_S)

    async def _tell_since(self, position: int) -> int:
        while True:
            async with self._centre.database.read() as session:
                events = await feed_log.since(session, position, PAGE)
                told = await heard(session, self._viewer, events)
            for event in told:
                await send_text(self._websocket, self._shown(event).model_dump_json())
            position = (events[-1].position if events else None) or position
            if len(events) < PAGE:
                return position

    def _shown(self, event: FeedMessage) -> FeedMessage:
        if event.type != "task":
            return event
        # As the list of tasks would show it to this viewer.
        actions = (TaskAction(action) for action in event.data["actions"])
        theirs = steps_of(self._viewer, event.data["region"], actions)
        return event.model_copy(update={"data": event.data | {"actions": theirs}})

    async def _say_cameras(self, ids: Sequence[str]) -> None:
        cameras, board = self._centre.directory.current.cameras, self._centre.board
        changes: list[bytes] = []
        for begin in range(0, len(ids), _AT_ONCE):
            changes += [
                board.change_json(camera_id)
                for camera_id in ids[begin : begin + _AT_ONCE]
                if camera_id in cameras and self._viewer.reaches_camera(cameras[camera_id])
            ]
            # Whoever else calls is not kept waiting for all of a county.
            await asyncio.sleep(0)
        if changes:
            text = b'{"type":"cameras","position":null,"at":"%b","data":[%b]}'
            at = self._now_text().encode()
            await send_text(self._websocket, (text % (at, b",".join(changes))).decode())

    async def _say(self, kind: str, data: object) -> None:
        message = FeedMessage(type=kind, at=self._centre.clock.now(), data=data)
        await send_text(self._websocket, message.model_dump_json(exclude_none=False))

    def _now_text(self) -> str:
        return self._centre.clock.now().isoformat().replace("+00:00", "Z")
