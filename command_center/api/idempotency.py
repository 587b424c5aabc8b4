"""POST calls that may be sent twice have their effect once (contract C16)."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.api.guards import centre_of, signed_in
from command_center.api.problem import Problem
from command_center.store.idempotency_key_row import IdempotencyKeyRow
from command_center.views.task_view import TaskView
from command_center.views.view import View
from sharp_eyes.bilingual import Bilingual

IdempotencyKey = Annotated[str, Header(min_length=1, max_length=64, alias="Idempotency-Key")]

Effect = Callable[[AsyncSession], Awaitable[tuple[View, list[TaskView]]]]
"""Changes something in a writing session; gives the answer and the tasks that changed."""


class Once:
    """Runs the effect of one POST at most once per user and key.

    Args:
        request: The call.
        key: Its ``Idempotency-Key``.
    """

    def __init__(self, request: Request, key: IdempotencyKey) -> None:
        self._request = request
        self._key = key
        self._secret: tuple[str, ...] | None = None

    def with_secrets(self, *fields: str) -> Once:
        """Keep nothing of the call's body, not even its hash, and of the answer not these fields.

        Whoever repeats the call is answered with null in their place: a password or token is shown
        once.
        """
        self._secret = fields
        return self

    async def former(self) -> JSONResponse | None:
        """Return the answer of the first time, or none: then something costly may be prepared.

        Raises:
            Problem: 422, the key was used for another call.
        """
        async with centre_of(self._request).database.read() as session:
            return await self._former(session)

    async def run(self, effect: Effect) -> JSONResponse:
        """Run the effect, or answer as the first time.

        The answer is written in the transaction of the effect: either both are there, or neither.

        Raises:
            Problem: 422, the key was used for another call.
        """
        centre = centre_of(self._request)
        viewer = await signed_in(self._request)
        fingerprint = await self._fingerprint()
        async with centre.database.write() as session:
            former = await self._former(session)
            if former is not None:
                return former
            view, tasks = await effect(session)
            answer = view.model_dump(mode="json")
            session.add(
                IdempotencyKeyRow(
                    user_id=viewer.user_id,
                    key=self._key,
                    fingerprint=fingerprint,
                    status=HTTPStatus.OK,
                    body=answer | dict.fromkeys(self._secret or ()),
                    created_at=centre.clock.now(),
                )
            )
        centre.announcer.committed(tasks)
        return JSONResponse(answer)

    async def _former(self, session: AsyncSession) -> JSONResponse | None:
        viewer = await signed_in(self._request)
        former = await session.get(IdempotencyKeyRow, (viewer.user_id, self._key))
        if former is None:
            return None
        if former.fingerprint != await self._fingerprint():
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                Bilingual(
                    "Idempotency-Key 已用于另一个请求",
                    "the Idempotency-Key was used for another call",
                ),
                next_step=Bilingual("每个请求使用新的键", "use a new key for each call"),
            )
        return JSONResponse(former.body, former.status, {"Idempotency-Replayed": "true"})

    async def _fingerprint(self) -> str:
        url = self._request.url
        call = f"{self._request.method} {url.path}?{url.query}\n".encode()
        # A hash made to be quick would let a short password be found out.
        body = b"" if self._secret is not None else await self._request.body()
        return hashlib.sha256(call + body).hexdigest()


TheOnce = Annotated[Once, Depends()]
