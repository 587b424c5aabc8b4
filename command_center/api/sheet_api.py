"""Spreadsheets: a template, a dry run, the file back with its errors, the import, an export."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import IdempotencyKey, TheOnce
from command_center.api.registry_change import RegistryChange, answer_of, change_once
from command_center.audit.audited_act import AuditedAct
from command_center.registry.directory import Directory
from command_center.registry.reachable import reachable
from command_center.registry.sheets.offer import Correction
from command_center.registry.sheets.plan_file import marked_file, plan_file
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.polygons_of import PolygonsOf
from command_center.registry.sheets.row_plan import RowAction
from command_center.registry.sheets.sheet_export import (
    export_csv,
    export_xlsx,
    template_csv,
    template_xlsx,
)
from command_center.registry.sheets.sheet_plan import SheetPlan
from command_center.store.registry_revision_row import RegistryRevisionRow
from command_center.views.sheet_views import ImportedView, SheetPlanView, plan_json
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import dump

router = APIRouter(prefix="/api/v1/registry", tags=["registry"], dependencies=[Depends(signed_in)])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: .xlsx, CSV, or GeoJSON; told by its contents. "
        "At most 16 MB.",
        "content": {
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string", "format": "binary"}},
            "application/geo+json": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string", "format": "binary"}},
        }
    }
}
FileName = Annotated[
    str,
    Query(max_length=120, description="Name of the file, for the note of the revision."),
    StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$"),
]


class SheetFormat(StrEnum):
    """What a file is to be."""

    XLSX = "xlsx"
    CSV = "csv"


class ExportFormat(StrEnum):
    """What an export is to be; YAML alone holds zones, masks, permits and protected land."""

    XLSX = "xlsx"
    CSV = "csv"
    YAML = "yaml"


class SheetOptions:
    """What whoever imports has decided.

    Args:
        viewer: Who.
        correct: Corrections that are taken up; each has to be offered by a dry run first.
        as_written: Whether places stay as they are written though corrections are offered.
        polygons: What the polygons of a GeoJSON file are.
        valid_from: First day of permits in such a file that name none.
        valid_until: Last day of permits in such a file that name none.
    """

    def __init__(
        self,
        viewer: TheViewer,
        correct: Annotated[list[Correction] | None, Query(max_length=len(Correction))] = None,
        as_written: bool = False,
        polygons: PolygonsOf = PolygonsOf.GRIDS,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> None:
        self.plan = PlanOptions(
            frozenset(correct or ()), as_written, viewer, polygons, valid_from, valid_until
        )


TheOptions = Annotated[SheetOptions, Depends()]


@router.get("/template", responses=_FILES, response_class=Response)
async def template(
    viewer: TheViewer,
    centre: TheCentre,
    format: SheetFormat = SheetFormat.XLSX,  # noqa: A002
) -> Response:
    """Give an empty table to fill in, with the caller's regions, grids and units."""
    registry = reachable(centre.directory.current.registry, viewer)
    if format is SheetFormat.CSV:
        return _file(template_csv(), "cameras.csv")
    return _file(await asyncio.to_thread(template_xlsx, registry), "cameras.xlsx")


@router.get("/export", responses=_FILES, response_class=Response)
async def export(
    viewer: TheViewer,
    centre: TheCentre,
    format: ExportFormat = ExportFormat.XLSX,  # noqa: A002
) -> Response:
    """Give what the caller's cameras are registered with, without passwords; it is audited."""
    registry = reachable(centre.directory.current.registry, viewer)
    async with centre.database.write() as session:
        centre.audit.add(
            session,
            viewer,
            AuditedAct.REGISTRY_EXPORTED,
            "registry",
            f"{len(registry.cameras)} cameras as {format.value}",
        )
    made = await asyncio.to_thread(_EXPORTS[format], registry)
    return _file(made, f"cameras.{format.value}")


_EXPORTS: dict[ExportFormat, Callable[[Registry], bytes]] = {
    ExportFormat.XLSX: export_xlsx,
    ExportFormat.CSV: export_csv,
    ExportFormat.YAML: lambda registry: dump(registry).encode(),
}


@router.post(
    "/sheets/plan",
    response_model=SheetPlanView,
    responses={422: {}, 503: {}},
    openapi_extra=_BODY,
)
async def plan(
    request: Request, centre: TheCentre, options: TheOptions, key: IdempotencyKey
) -> Response:
    """Try an import: say of each row what would be added, changed or refused. Changes nothing."""
    del key  # Asked of every POST; what changes nothing need not be kept.
    data = await request.body()
    registry = (await centre.registry.newest()).registry

    def work() -> bytes:
        return plan_json(plan_file(data, registry, options.plan))

    async with centre.registry.reading_a_sheet():
        content = await asyncio.to_thread(work)
    return Response(content, media_type="application/json")


@router.post(
    "/sheets/errors",
    responses=_FILES | {422: {}, 503: {}},
    response_class=Response,
    openapi_extra=_BODY,
)
async def errors(
    request: Request, centre: TheCentre, options: TheOptions, key: IdempotencyKey
) -> Response:
    """Give the same file back with its errors marked. Changes nothing."""
    del key
    data = await request.body()
    registry = (await centre.registry.newest()).registry

    async with centre.registry.reading_a_sheet():
        kind, content = await asyncio.to_thread(marked_file, data, registry, options.plan)
    return _file(content, f"errors.{kind}")


@router.post(
    "/sheets",
    response_model=ImportedView,
    responses={409: {}, 422: {}, 503: {}},
    openapi_extra=_BODY,
)
async def import_sheet(
    request: Request,
    viewer: TheViewer,
    centre: TheCentre,
    options: TheOptions,
    once: TheOnce,
    filename: FileName = "",
) -> JSONResponse:
    """Import a file: all of it, or nothing; the same file twice changes nothing."""
    # A file may hold passwords: nothing of it is kept, not even its hash.
    once.with_secrets()
    data = await request.body()
    note = f"import of {filename or 'a file'}"

    async def prepare(directory: Directory) -> RegistryChange:
        made = await asyncio.to_thread(plan_file, data, directory.registry, options.plan)
        return RegistryChange(made.check(), note, made.credentials, answer=partial(_imported, made))

    async with centre.registry.reading_a_sheet():
        return await change_once(centre, viewer, once, prepare)


def _imported(made: SheetPlan, row: RegistryRevisionRow | None) -> ImportedView:
    return ImportedView(
        **answer_of(row).model_dump(),
        same=made.count(RowAction.SAME),
        passwords=len(made.credentials),
    )


def _file(content: bytes, name: str) -> Response:
    types = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "yaml": "application/yaml"}
    return Response(
        content,
        media_type=types[name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
