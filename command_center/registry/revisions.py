"""Reads back what revisions did, and the registry as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.registry.directory import Directory
from command_center.registry.part import BY_NAME, CAMERA, PARTS, Part
from command_center.registry.revision_change import RevisionChange
from command_center.store.database import Database
from command_center.store.registry_change_row import RegistryChangeRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Damaged, MissingPart
from sharp_eyes.registry.registry import Registry

_CHUNK = 500
Thing = tuple[str, str]
"""Part and key."""


@dataclass(frozen=True, slots=True)
class FormerRegistry:
    """The registry as it was after a revision.

    Attributes:
        revision: Which.
        registry: All of it.
        changes: What going back to it does, from now.
        positions: Places in the registry's order that cameras had, by id.
    """

    revision: int
    registry: Registry
    changes: tuple[RevisionChange, ...]
    positions: dict[str, int] = field(default_factory=dict)


async def list_revisions(
    session: AsyncSession, before: int | None, limit: int
) -> Sequence[RegistryRevisionRow]:
    """List revisions, newest first.

    Args:
        session: Reads.
        before: Only those under this number, or none for all.
        limit: How many at most.
    """
    query = select(RegistryRevisionRow).order_by(RegistryRevisionRow.revision.desc()).limit(limit)
    if before is not None:
        query = query.where(RegistryRevisionRow.revision < before)
    return (await session.scalars(query)).all()


async def get_revision(session: AsyncSession, revision: int) -> RegistryRevisionRow:
    """Return a revision.

    Raises:
        MissingPart: there is none of that number.
    """
    row = await session.get(RegistryRevisionRow, revision)
    if row is None:
        raise MissingPart(
            Bilingual(f"没有第 {revision} 版台账", f"the registry has no revision {revision}"),
            next_step=Bilingual("列出版本后重试", "list the revisions first"),
        )
    return row


async def changes_of(
    session: AsyncSession, directory: Directory, revision: int, limit: int, skip: int = 0
) -> list[RevisionChange]:
    """Say what a revision did, in the order of parts and keys.

    Args:
        session: Reads.
        directory: The newest revision, and what it holds.
        revision: Which.
        limit: How many things at most.
        skip: How many to pass over before them.
    """
    columns = (RegistryChangeRow.part, RegistryChangeRow.key)
    rows = (
        await session.scalars(
            select(RegistryChangeRow)
            .where(RegistryChangeRow.revision == revision)
            .order_by(*columns)
            .limit(limit)
            .offset(skip)
        )
    ).all()
    formers = [((row.part, row.key), row.former) for row in rows]
    after = await _first_after(session, revision, [thing for thing, _ in formers])
    return await asyncio.to_thread(_changes, directory.registry, formers, after)


def _changes(
    registry: Registry,
    formers: Sequence[tuple[Thing, dict[str, Any] | None]],
    after: dict[Thing, dict[str, Any] | None],
) -> list[RevisionChange]:
    now = _Now(registry)
    return [
        RevisionChange(
            *thing,
            _document(former),
            # What it became is what the next change found, or what there is.
            _document(after[thing]) if thing in after else now.document(thing),
        )
        for thing, former in formers
    ]


async def former_registry(
    database: Database, directory: Directory, revision: int
) -> FormerRegistry:
    """Return the registry as it was after a revision.

    Args:
        database: Where revisions are; it is read as it is at one moment.
        directory: The newest revision; what came after ``revision`` is taken back from it.
        revision: Which.

    Raises:
        MissingPart: there is none of that number.
        BadInput: what revisions after it did was not written down: they are of an older version.
        Damaged: what was written down cannot be read.
    """
    async with database.snapshot() as session:
        formers = await _taken_back(session, revision)
    # A county's cameras take seconds to be checked: the loop has others to serve meanwhile.
    return await asyncio.to_thread(_former, directory.registry, revision, formers)


async def _taken_back(session: AsyncSession, revision: int) -> dict[Thing, dict[str, Any] | None]:
    """Return what everything that was changed after a revision was before that."""
    await get_revision(session, revision)
    lost = await session.scalar(
        select(func.max(RegistryRevisionRow.revision)).where(
            RegistryRevisionRow.revision > revision, RegistryRevisionRow.recorded.is_(False)
        )
    )
    if lost is not None:
        raise BadInput(
            Bilingual(
                f"第 {lost} 版产生于旧版本软件，未记录差异，无法返回到它之前",
                f"revision {lost} was made by an older version that did not write down what it "
                "did: there is no way back past it",
            ),
            next_step=Bilingual(f"可返回到第 {lost} 版或之后", f"go back to {lost} or later"),
        )
    return await _first_after(session, revision, None)


def _former(
    present: Registry, revision: int, formers: dict[Thing, dict[str, Any] | None]
) -> FormerRegistry:
    now = _Now(present)
    changes = []
    for thing, former in formers.items():
        change = RevisionChange(*thing, before=now.document(thing), after=_document(former))
        if change.before != change.after:
            changes.append(change)
    positions = {
        key: former["position"]
        for (part, key), former in formers.items()
        if part == CAMERA.name and former is not None and "position" in former
    }
    registry = _with(present, changes)
    return FormerRegistry(revision, registry, tuple(changes), positions)


async def _first_after(
    session: AsyncSession, revision: int, things: Sequence[Thing] | None
) -> dict[Thing, dict[str, Any] | None]:
    """Return what things were when they were first changed after a revision."""
    found: dict[Thing, dict[str, Any] | None] = {}
    first = (
        select(
            RegistryChangeRow.part,
            RegistryChangeRow.key,
            func.min(RegistryChangeRow.revision).label("revision"),
        )
        .where(RegistryChangeRow.revision > revision)
        .group_by(RegistryChangeRow.part, RegistryChangeRow.key)
    )
    chunks: list[Sequence[str] | None] = [None]
    if things is not None:
        keys = sorted({key for _, key in things})
        chunks = [keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK)]
    for chunk in chunks:
        one = (first if chunk is None else first.where(RegistryChangeRow.key.in_(chunk))).subquery()
        rows = await session.execute(
            select(RegistryChangeRow.part, RegistryChangeRow.key, RegistryChangeRow.former).join(
                one,
                (RegistryChangeRow.part == one.c.part)
                & (RegistryChangeRow.key == one.c.key)
                & (RegistryChangeRow.revision == one.c.revision),
            )
        )
        found.update({(row.part, row.key): row.former for row in rows})
    return found


class _Now:
    """What the registry holds, as JSON where somebody asks for it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._things: dict[str, dict[str, Any]] = {}

    def document(self, thing: Thing) -> dict[str, Any] | None:
        part = BY_NAME[thing[0]]
        if part.name not in self._things:
            self._things[part.name] = part.of(self._registry)
        found = self._things[part.name].get(thing[1])
        return None if found is None else part.document(found)


def _document(former: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if former is None else dict(former["document"])


def _with(registry: Registry, changes: Sequence[RevisionChange]) -> Registry:
    fields: dict[str, Any] = {}
    try:
        for part in PARTS:
            own = [change for change in changes if change.part == part.name]
            fields[part.field] = (
                tuple(_changed(part, registry, own)) if own else getattr(registry, part.field)
            )
        return Registry(**fields)
    except ValidationError as error:
        raise Damaged(
            Bilingual(
                "所记录的台账与本版本软件不符",
                "the registry as it was written down does not fit this version: "
                f"{error.errors(include_input=False, include_url=False)[0]['msg']}",
            ),
            next_step=Bilingual(
                "改为返回到较新的版本", "go back to a later revision, or correct it by hand"
            ),
        ) from error


def _changed(part: Part, registry: Registry, changes: Sequence[RevisionChange]) -> list[Any]:
    things: dict[str, Any] = dict(part.of(registry))
    for change in changes:
        if change.after is None:
            things.pop(change.key, None)
        else:
            things[change.key] = part.model.model_validate(change.after)
    return list(things.values())
