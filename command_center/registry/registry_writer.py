"""Writes a registry over another one: the rows that differ, and what they were before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.registry.author import Author
from command_center.registry.overtaken import Overtaken
from command_center.registry.part import CAMERA, PARTS, Part
from command_center.registry.password_rights import check_passwords
from command_center.store.camera_row import CameraRow
from command_center.store.plain_rows import insert_rows
from command_center.store.registry_change_row import RegistryChangeRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from command_center.store.shard_row import ShardRow
from sharp_eyes.clock import Clock
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.registry import Registry

DEFAULT_SHARD = "shard-1"
"""The shard that owns every camera until somebody divides them."""

MAX_THINGS_NAMED = 1_000
"""A change of more things than this stands in the trail as one row with their number; what it did
to each stands in ``registry_change`` all the same."""

_CHUNK = 500
"""Rows a statement: the loop has its turn between two."""

_Item = TypeVar("_Item")


@dataclass(slots=True)
class _Steps:
    """What happens to the things of one part."""

    part: Part
    added: dict[str, RegistryModel] = field(default_factory=dict)
    changed: dict[str, RegistryModel] = field(default_factory=dict)
    former: dict[str, RegistryModel] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    @classmethod
    def between(cls, part: Part, old: Registry, new: Registry) -> _Steps:
        steps = cls(part)
        if getattr(old, part.field) is getattr(new, part.field):
            return steps
        before, after = part.of(old), part.of(new)
        for key, thing in after.items():
            former = before.get(key)
            if former is None:
                steps.added[key] = thing
            elif former is not thing and former != thing:
                steps.changed[key] = thing
                steps.former[key] = former
        for key, thing in before.items():
            if key not in after:
                steps.removed.append(key)
                steps.former[key] = thing
        return steps


class RegistryWriter:
    """Makes one revision of all that differs, in the session's transaction.

    Args:
        audit: Writes it down.
        clock: Gives the revision's moment.
    """

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    async def write(
        self,
        session: AsyncSession,
        base: int,
        old: Registry,
        new: Registry,
        what: str,
        author: Author,
        *,
        secrets_changed: int = 0,
        entered: Collection[str] = (),
        went_back_to: int | None = None,
        positions: dict[str, int] | None = None,
    ) -> RegistryRevisionRow | None:
        """Write what differs.

        Args:
            session: A writing session.
            base: Revision of ``old``.
            old: What the tables hold.
            new: What they are to hold.
            what: Note of the revision; no secret.
            author: Who.
            secrets_changed: How many passwords were stored in this transaction; they alone are a
                revision too, so that workers fetch them.
            entered: Names of passwords that came with it, whether they differ or not.
            went_back_to: The revision that ``new`` is, where somebody goes back.
            positions: Places in the registry's order that cameras had before, by id.

        Returns:
            The revision; none where nothing differs.

        Raises:
            Overtaken: ``base`` is not the newest revision.
            BadInput: somebody's password would go where its owners did not send it.
        """
        newest = await session.scalar(select(func.max(RegistryRevisionRow.revision)))
        if (newest or 0) != base:
            raise Overtaken
        # By the length too: what is given twice is one thing.
        steps = [_Steps.between(part, old, new) for part in PARTS]
        counts = tuple(
            sum(len(getattr(one, name)) for one in steps)
            for name in ("added", "changed", "removed")
        )
        # Once more where everything is written: by form, by sheet, by going back.
        await check_passwords(session, author.viewer, old, new, entered)
        if not any(counts) and not secrets_changed:
            return None
        row = RegistryRevisionRow(
            at=self._clock.now(),
            who=author.name,
            what=what[:200],
            added=counts[0],
            changed=counts[1],
            removed=counts[2],
            recorded=True,
            went_back_to=went_back_to,
        )
        session.add(row)
        await session.flush()
        default = {"id": DEFAULT_SHARD, "epoch": 0, "alive": False}
        await session.run_sync(insert_rows, ShardRow, [default], ignore=True)
        for one in steps:
            await self._apply(session, row.revision, one, positions or {})
        self._write_down(session, row, steps, what, author, secrets_changed)
        return row

    async def _apply(
        self, session: AsyncSession, revision: int, steps: _Steps, positions: dict[str, int]
    ) -> None:
        part, table = steps.part, steps.part.table
        key = getattr(table, part.key)
        places = await _places(session, list(steps.former)) if part is CAMERA else {}
        changes = [
            {
                "revision": revision,
                "part": part.name,
                "key": name,
                "former": {"document": part.document(former)} | places.get(name, {}),
            }
            for name, former in steps.former.items()
        ]
        changes += [
            {"revision": revision, "part": part.name, "key": name, "former": None}
            for name in steps.added
        ]
        for chunk in _chunks(changes):
            await session.execute(insert(RegistryChangeRow), chunk)
        for names in _chunks(steps.removed):
            await session.execute(delete(table).where(key.in_(names)))
        added = [{part.key: name} | part.values(thing) for name, thing in steps.added.items()]
        if part is CAMERA and added:
            last = await session.scalar(select(func.max(CameraRow.position)))
            for number, values in enumerate(added, start=0 if last is None else last + 1):
                place = positions.get(values["id"], number)
                values.update(position=place, shard=DEFAULT_SHARD)
        for chunk in _chunks(added):
            await session.execute(insert(table), chunk)
        if not steps.changed:
            return
        changed = [{"_key": name} | part.values(thing) for name, thing in steps.changed.items()]
        columns: dict[str, Any] = {name: bindparam(name) for name in changed[0] if name != "_key"}
        plain = table.__table__
        statement = (
            update(plain)  # type: ignore[arg-type]
            .where(plain.c[part.key] == bindparam("_key"))
            .values(columns)
        )
        connection = await session.connection()
        for chunk in _chunks(changed):
            await connection.execute(statement, chunk)

    def _write_down(
        self,
        session: AsyncSession,
        row: RegistryRevisionRow,
        steps: Sequence[_Steps],
        what: str,
        author: Author,
        secrets_changed: int,
    ) -> None:
        passwords = f", {secrets_changed} passwords" if secrets_changed else ""
        self._say(
            session,
            author,
            f"registry/{row.revision}",
            f"{what[:300]}: {row.added} added, {row.changed} changed, {row.removed} removed"
            f"{passwords}",
        )
        if row.added + row.changed + row.removed > MAX_THINGS_NAMED:
            return
        for one in steps:
            for happened in ("added", "changed", "removed"):
                for key in getattr(one, happened):
                    self._say(
                        session,
                        author,
                        f"{one.part.name}/{key}",
                        f"{happened} by revision {row.revision}",
                    )

    def _say(self, session: AsyncSession, author: Author, subject: str, detail: str) -> None:
        act = AuditedAct.REGISTRY_CHANGED
        if author.viewer is None:
            self._audit.note(session, author.name, act, subject, detail)
        else:
            self._audit.add(session, author.viewer, act, subject, detail)


async def _places(session: AsyncSession, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return where cameras stand in the registry's order, as it is kept of what they were."""
    places: dict[str, dict[str, Any]] = {}
    for chunk in _chunks(ids):
        found = await session.execute(
            select(CameraRow.id, CameraRow.position).where(CameraRow.id.in_(chunk))
        )
        places.update({camera: {"position": position} for camera, position in found})
    return places


def _chunks(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    for start in range(0, len(items), _CHUNK):
        yield list(items[start : start + _CHUNK])
