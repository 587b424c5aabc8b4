"""Calls that are cut short because the server ends."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from command_center.commands.leave_taking import LeaveTaking


async def cut_short(*, ending: bool, kind: str = "http", started: bool = False) -> list[Message]:
    """Cancel a call that would never end; returns what was sent, or lets the cancelling out."""
    sent: list[Message] = []
    under_way = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if started:
            await send({"type": "http.response.start", "status": 200})
        under_way.set()
        await asyncio.Event().wait()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    taking = LeaveTaking(app, lambda: ending)
    call = asyncio.create_task(taking({"type": kind}, receive, send))
    await under_way.wait()
    call.cancel()
    await call
    return sent


async def test_one_is_told_to_come_back_when_the_server_ends() -> None:
    first, body = await cut_short(ending=True)
    assert (first["status"], dict(first["headers"])[b"retry-after"]) == (503, b"1")
    assert body["type"] == "http.response.body"


@pytest.mark.parametrize(
    ("ending", "kind", "started"),
    [(False, "http", False), (True, "http", True), (True, "websocket", False)],
)
async def test_any_other_is_cancelled_as_ever(ending: bool, kind: str, started: bool) -> None:
    with pytest.raises(asyncio.CancelledError):
        await cut_short(ending=ending, kind=kind, started=started)
