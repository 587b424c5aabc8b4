"""Revisions of the registry: who changed what and when, and going back to one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import forbidden
from command_center.api.registry_change import RegistryChange, change_once
from command_center.centre import Centre
from command_center.registry.directory import Directory
from command_center.registry.password_rights import check_passwords
from command_center.registry.reachable import reaches_change
from command_center.registry.revision_change import RevisionChange
from command_center.registry.revisions import (
    FormerRegistry,
    changes_of,
    former_registry,
    get_revision,
    list_revisions,
)
from command_center.store.registry_revision_row import RegistryRevisionRow
from command_center.views.registry_views import (
    FieldChangeView,
    PartName,
    RegistryAnswer,
    RevisionDetailView,
    RevisionView,
    ThingChangeView,
    WayBackView,
)
from command_center.views.view import TwoLanguages
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, SharpEyesError

router = APIRouter(
    prefix="/api/v1/registry/revisions", tags=["registry"], dependencies=[Depends(signed_in)]
)

MAX_LISTED = 500
RevisionNumber = Annotated[int, Path(ge=1, le=2**53)]


class WayBack(BaseModel):
    """Why somebody goes back to a revision.

    Attributes:
        reason: In short; it stands in the revision and in the audit trail.
    """

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")


@router.get("")
async def revisions(
    centre: TheCentre,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[RevisionView]:
    """List the revisions, newest first; ``before`` is the last number of the page before."""
    async with centre.database.read() as session:
        return [_view(row) for row in await list_revisions(session, before, limit)]


@router.get("/{revision}", responses={404: {}})
async def revision_detail(
    revision: RevisionNumber,
    viewer: TheViewer,
    centre: TheCentre,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = 200,
) -> RevisionDetailView:
    """Say what a revision did, field by field."""
    directory = await centre.registry.newest()
    async with centre.database.snapshot() as session:
        row = await get_revision(session, revision)
        found = await changes_of(session, directory, revision, limit + 1, skip)
    page = found[:limit]
    seen = [change for change in page if reaches_change(viewer, change)]
    return RevisionDetailView(
        revision=_view(row),
        changes=_changes(seen),
        hidden=len(page) - len(seen),
        more=len(found) > limit,
    )


@router.get("/{revision}/restore", responses={404: {}, 422: {}})
async def way_back(revision: RevisionNumber, viewer: TheViewer, centre: TheCentre) -> WayBackView:
    """Say what going back to a revision would do; changes nothing."""
    directory = await centre.registry.newest()
    former = await former_registry(centre.database, directory, revision)
    objection = await _objection(centre, viewer, directory, former)
    counts = _counts(former)
    seen = [change for change in former.changes if reaches_change(viewer, change)]
    return WayBackView(
        revision=revision,
        added=counts["add"],
        changed=counts["change"],
        removed=counts["remove"],
        allowed=objection is None,
        why=None
        if objection is None
        else TwoLanguages(zh=objection.message.zh, en=objection.message.en),
        changes=_changes(seen[:MAX_LISTED]),
    )


@router.post(
    "/{revision}/restore",
    response_model=RegistryAnswer,
    responses={403: {}, 404: {}, 409: {}, 422: {}},
)
async def restore(
    revision: RevisionNumber, form: WayBack, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Go back to a revision: itself a revision, that can be taken back in turn.

    Passwords stay as they are: former ones are not kept.
    """

    async def prepare(directory: Directory) -> RegistryChange:
        former = await former_registry(centre.database, directory, revision)
        objection = await _objection(centre, viewer, directory, former)
        if objection is not None:
            raise objection
        return RegistryChange(
            former.registry,
            f"back to revision {revision}: {form.reason}",
            went_back_to=revision,
            positions=former.positions,
        )

    return await change_once(centre, viewer, once, prepare)


async def _objection(
    centre: Centre, viewer: Viewer, directory: Directory, former: FormerRegistry
) -> SharpEyesError | None:
    """Return what keeps somebody from going back, for the preview and for the deed alike."""
    out_of_reach = sum(not reaches_change(viewer, change) for change in former.changes)
    if out_of_reach:
        return forbidden(
            Bilingual(
                f"返回该版本会改动辖区外的 {out_of_reach} 项",
                f"going back would change {out_of_reach} things out of your reach",
            ),
            Bilingual("请由辖区覆盖这些内容的运维人员操作", "ask an operator who reaches them"),
        )
    async with centre.database.read() as session:
        try:
            await check_passwords(session, viewer, directory.registry, former.registry)
        except BadInput as error:
            return error
    return None


def _view(row: RegistryRevisionRow) -> RevisionView:
    return RevisionView(
        revision=row.revision,
        at=row.at,
        who=row.who,
        what=row.what,
        added=row.added,
        changed=row.changed,
        removed=row.removed,
        recorded=row.recorded,
        went_back_to=row.went_back_to,
    )


def _changes(changes: Iterable[RevisionChange]) -> tuple[ThingChangeView, ...]:
    return tuple(
        ThingChangeView(
            part=cast(PartName, change.part),
            key=change.key,
            name=str((change.after or change.before or {}).get("name", "")),
            action=_action(change),
            fields=tuple(
                FieldChangeView(field=name, old=old, new=new) for name, old, new in change.fields()
            ),
        )
        for change in changes
    )


def _action(change: RevisionChange) -> Literal["add", "change", "remove"]:
    if change.before is None:
        return "add"
    return "remove" if change.after is None else "change"


def _counts(former: FormerRegistry) -> dict[str, int]:
    counts: dict[str, Any] = {"add": 0, "change": 0, "remove": 0}
    for change in former.changes:
        counts[_action(change)] += 1
    return counts
