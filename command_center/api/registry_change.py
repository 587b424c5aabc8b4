"""Changes of the registry by calls that may be sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.viewer import Viewer
from command_center.api.idempotency import Once
from command_center.centre import Centre
from command_center.registry.author import Author
from command_center.registry.desk import RegistryDesk
from command_center.registry.directory import Directory
from command_center.registry.overtaken import ATTEMPTS, Overtaken
from command_center.store.registry_revision_row import RegistryRevisionRow
from command_center.views.registry_views import RegistryAnswer
from command_center.views.task_view import TaskView
from command_center.views.view import View
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import FoundCredentials


@dataclass(frozen=True, slots=True)
class RegistryChange:
    """A change that has been worked out and not made yet.

    Attributes:
        registry: The registry as it would be.
        what: Note of the revision; no secret.
        credentials: Passwords that come with it.
        went_back_to: The revision that it is, where somebody goes back.
        positions: Places in the registry's order that cameras had, by id.
        answer: Makes the call's answer of the revision; none where nothing differed.
    """

    registry: Registry
    what: str
    credentials: Sequence[FoundCredentials] = ()
    went_back_to: int | None = None
    positions: dict[str, int] | None = None
    answer: Callable[[RegistryRevisionRow | None], View] | None = None


async def change_once(
    centre: Centre,
    viewer: Viewer,
    once: Once,
    prepare: Callable[[Directory], Awaitable[RegistryChange]],
) -> JSONResponse:
    """Make a change once, however often the call is sent, and have workers follow.

    Args:
        centre: Whose registry.
        viewer: Who calls.
        once: The call.
        prepare: Works the change out against the newest revision; called again where somebody else
            was quicker.

    Raises:
        Overtaken: somebody else was quicker, time after time.
    """
    if (former := await once.former()) is not None:
        return former
    desk = centre.registry
    for _ in range(ATTEMPTS):
        directory = await desk.newest()
        change = await prepare(directory)
        try:
            answer = await once.run(partial(_effect, desk, directory, change, viewer))
        except Overtaken:
            continue
        await desk.follow()
        return answer
    raise Overtaken


async def edit_once(
    centre: Centre,
    viewer: Viewer,
    once: Once,
    what: str,
    make: Callable[[Registry], Registry],
) -> JSONResponse:
    """Do the same where the new registry is made of the old one alone.

    Args:
        centre: Whose registry.
        viewer: Who calls.
        once: The call.
        what: Note of the revision.
        make: Makes the new registry; raises where it cannot be.
    """

    async def prepare(directory: Directory) -> RegistryChange:
        return RegistryChange(await asyncio.to_thread(make, directory.registry), what)

    return await change_once(centre, viewer, once, prepare)


def answer_of(row: RegistryRevisionRow | None) -> RegistryAnswer:
    """Return what an edit did."""
    if row is None:
        return RegistryAnswer(revision=None, added=0, changed=0, removed=0)
    return RegistryAnswer(
        revision=row.revision, added=row.added, changed=row.changed, removed=row.removed
    )


async def _effect(
    desk: RegistryDesk,
    directory: Directory,
    change: RegistryChange,
    viewer: Viewer,
    session: AsyncSession,
) -> tuple[View, list[TaskView]]:
    row = await desk.write(
        session,
        directory,
        change.registry,
        change.what,
        Author.of(viewer),
        credentials=change.credentials,
        went_back_to=change.went_back_to,
        positions=change.positions,
    )
    return (change.answer or answer_of)(row), []
