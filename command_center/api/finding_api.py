"""Finding cameras: a node looks, an operator decides."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.viewer import Viewer
from command_center.api.finding_forms import NewFinding, TakeOver
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import Problem, conflict, forbidden, not_found
from command_center.audit.audited_act import AuditedAct
from command_center.centre import Centre
from command_center.finding.reach import Reach
from command_center.finding.reached_nodes import nodes_of, reached_shards
from command_center.finding.take_over import TakeOverPlan, plan_take_over
from command_center.finding.wish import Wish
from command_center.finding.wish_address import plain_address, shown_address
from command_center.registry.author import Author
from command_center.registry.directory import Directory
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.overtaken import ATTEMPTS, Overtaken
from command_center.registry.registry_writer import RegistryWriter
from command_center.store.finding_job_row import FindingJobRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from command_center.views.finding_views import (
    FindingJobView,
    FindingNodeView,
    LeftOutView,
    ProposalView,
)
from command_center.views.task_view import TaskView
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.finding.finding_job import FindingAnswer, FindingKind
from sharp_eyes.finding.proposal_text import proposal_text
from sharp_eyes.identifiers import Ulid
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry

router = APIRouter(
    prefix="/api/v1/finding", tags=["finding cameras"], dependencies=[Depends(signed_in)]
)

JobId = Annotated[Ulid, Path()]
_JOB = Bilingual("这次查找", "look or search")


@router.get("/nodes")
async def nodes(viewer: TheViewer, centre: TheCentre) -> list[FindingNodeView]:
    """List the nodes that look for cameras for the caller, and whether they take tasks now.

    A node looks into the network that it stands in: it is for those who reach one of its cameras,
    and for those who reach everything.
    """
    shards = await asyncio.to_thread(reached_shards, viewer, centre.directory.current)
    async with centre.database.read() as session:
        found = await centre.finding.nodes(session)
        theirs = await nodes_of(session, shards)
    return [
        FindingNodeView(name=one.name, listening=one.listening)
        for one in found
        if theirs is None or one.name in theirs
    ]


@router.post("/jobs", response_model=FindingJobView, responses={404: {}, 409: {}})
async def ask(
    form: NewFinding, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Ask a node to look at one stream, or to search; what came of it is asked for by its id.

    What is written down is who asked, the node, and the host that was looked at.
    """
    # Of a county it takes a fifth of a second: not in the loop, and not while others wait to write.
    directory = await _newest(centre)
    registry = directory.registry
    reach = await asyncio.to_thread(Reach, viewer, registry)
    shards = await asyncio.to_thread(reached_shards, viewer, directory)

    async def effect(session: AsyncSession) -> tuple[FindingJobView, list[TaskView]]:
        wish = await _wish(session, form, viewer, registry, reach, centre)
        theirs = await nodes_of(session, shards)
        if theirs is not None and wish.node not in theirs:
            raise not_found(Bilingual("节点", "node"))
        row = await centre.finding.ask(session, viewer.user_id, wish)
        detail = wish.kind.value
        if wish.address:
            detail += f" {shown_address(wish.address)}"
        elif wish.hosts:
            detail += f" {', '.join(wish.hosts)}"[:200]
        centre.audit.add(
            session,
            viewer,
            AuditedAct.FINDING_ASKED,
            f"node/{wish.node}",
            detail,
            camera_id=form.camera,
        )
        return _view(row, FindingAnswer(), centre), []

    answer = await once.with_secrets().run(effect)
    centre.finding.changed.wake()
    return answer


@router.get("/jobs/{job_id}", responses={404: {}})
async def job(job_id: JobId, viewer: TheViewer, centre: TheCentre) -> FindingJobView:
    """Say how a look or a search of one's own stands, and what came of it."""
    async with centre.database.read() as session:
        row = await _own(session, job_id, viewer, centre)
    return _view(row, await _answer(row, viewer, centre), centre)


@router.get(
    "/jobs/{job_id}/still",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 404: {}},
)
async def still(job_id: JobId, viewer: TheViewer, centre: TheCentre) -> Response:
    """Give the picture of a look, people masked; each opening is written down before."""
    async with centre.database.write() as session:
        row = await _own(session, job_id, viewer, centre)
        if row.still is None or row.answered_at is None:
            raise not_found(Bilingual("画面", "picture"))
        where = shown_address(str(row.request.get("address", "")))
        centre.audit.add(session, viewer, AuditedAct.FINDING_SEEN, f"finding/{row.id}", where)
        return Response(row.still, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


@router.post(
    "/jobs/{job_id}/take",
    response_model=ProposalView,
    responses={403: {}, 404: {}, 409: {}, 422: {}},
)
async def take(
    job_id: JobId, form: TakeOver, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Take cameras of a search over into the registry, all or none; ``dry_run`` only says what.

    Only streams that the search found can be taken. Passwords go to the secret store.
    """
    regions = {form.region, *(one.region for one in form.cameras if one.region)}
    if not all(viewer.may_see(region) for region in regions):
        raise not_found(Bilingual("行政区划", "region"))
    async with centre.database.read() as session:
        row = await _own(session, job_id, viewer, centre)
    found = (await _answer(row, viewer, centre)).discovery
    if found is None:
        raise conflict(
            Bilingual("这不是已完成的查找", "this is no search that is done"),
            Bilingual("请先完成一次查找", "search first"),
        )
    for _ in range(ATTEMPTS):
        directory = await _newest(centre)
        plan = await asyncio.to_thread(plan_take_over, found, form, directory.registry)
        if not all(viewer.reaches_camera(camera) for camera in plan.proposal.cameras):
            raise forbidden(
                Bilingual(
                    "登记后的摄像机不属于您的辖区或管理单位",
                    "the cameras would not be in your regions, or not your unit's",
                ),
                Bilingual("请由该辖区的运维人员接管", "ask an operator of that region"),
            )
        work = _Taking(centre, viewer, row.node, directory, plan, dry_run=form.dry_run)
        try:
            return await once.with_secrets().run(work.effect)
        except Overtaken:
            continue
    raise Overtaken


@dataclass(frozen=True, slots=True)
class _Taking:
    """One attempt to write what was planned."""

    centre: Centre
    viewer: Viewer
    node: str
    directory: Directory
    plan: TakeOverPlan
    dry_run: bool

    async def effect(self, session: AsyncSession) -> tuple[ProposalView, list[TaskView]]:
        """Write it, unless it is only tried."""
        centre, plan = self.centre, self.plan
        if not self.dry_run:
            await centre.secrets.store(session, plan.secrets)
            await RegistryWriter(centre.audit, centre.clock).write(
                session,
                self.directory.revision,
                self.directory.registry,
                plan.registry,
                f"take-over of cameras found by {self.node}",
                Author.of(self.viewer),
                secrets_changed=len(plan.secrets),
                entered=[one.name for one in plan.secrets],
            )
        return _proposal_view(plan, dry_run=self.dry_run), []


async def _newest(centre: Centre) -> Directory:
    """Return the newest registry.

    What all share is not reloaded here: whoever watches that tells workers of the change.
    """
    async with centre.database.read() as session:
        newest = await session.scalar(select(func.max(RegistryRevisionRow.revision)))
    current = centre.directory.current
    if (newest or 0) <= current.revision:
        return current
    return await DirectoryHolder(centre.database).reload()


async def _wish(
    session: AsyncSession,
    form: NewFinding,
    viewer: Viewer,
    registry: Registry,
    reach: Reach,
    centre: Centre,
) -> Wish:
    username, password, pinned = form.username, form.password, None
    node, address = form.node, ""
    if form.camera is not None:
        camera = registry.camera(form.camera)
        if camera is None or not viewer.reaches_camera(camera):
            raise not_found(Bilingual("摄像机", "camera"))
        address = _stream(camera, form.stream)
        pinned = camera.certificate_sha256
        node = node or _node_of(camera, centre)
        if not username and camera.credentials:
            for secret in await centre.secrets.named(session, [camera.credentials]):
                username, password = secret.username, secret.password.get_secret_value()
    elif form.address is not None:
        address, found = plain_address(form.address)
        if found is not None and not username:
            username, password = found
    if address and reach.refuses(address):
        raise not_found(Bilingual("摄像机", "camera"))
    if node is None:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            Bilingual("没有指明节点", "no node is named"),
            next_step=Bilingual("请选择一个节点", "choose a node"),
        )
    whole = bool(address) and reach.masks_whole(address)
    # Where a name leads, and a camera redirects to, the node alone can tell.
    guarded = reach.guarded if address and not whole else ()
    return Wish(node, form.kind, address, form.hosts, whole, guarded, pinned, username, password)


def _stream(camera: Camera, which: Literal["sub", "main"]) -> str:
    address = camera.streams.sub if which == "sub" else camera.streams.main
    if address is None or not address.startswith(("rtsp:", "rtsps:")):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            Bilingual("该码流不是 RTSP，或没有登记", "that stream is no RTSP, or not registered"),
            next_step=Bilingual("请换另一路码流", "take the other stream"),
        )
    return plain_address(address)[0]


def _node_of(camera: Camera, centre: Centre) -> str | None:
    shard = centre.shards.owner_of(camera.id)
    place = centre.shards.address_of(shard) if shard is not None else None
    return place.node if place is not None else None


async def _own(session: AsyncSession, job_id: str, viewer: Viewer, centre: Centre) -> FindingJobRow:
    row = await centre.finding.of(session, viewer.user_id, job_id)
    if row is None:
        raise not_found(_JOB)
    return row


async def _answer(row: FindingJobRow, viewer: Viewer, centre: Centre) -> FindingAnswer:
    """Return what a task was answered, as far as it is the caller's to see."""
    if row.answer is None:
        return FindingAnswer()
    try:
        answer = FindingAnswer.model_validate(row.answer)
    except ValidationError:
        # Of a node of another version: there is nothing that could be shown.
        return FindingAnswer()
    if answer.discovery is None:
        return answer
    reach = await asyncio.to_thread(Reach, viewer, centre.directory.current.registry)
    return FindingAnswer(discovery=reach.shown(answer.discovery))


def _view(row: FindingJobRow, answer: FindingAnswer, centre: Centre) -> FindingJobView:
    state: Literal["waiting", "running", "done", "lapsed"] = "waiting"
    if row.answered_at is not None:
        state = "done" if answer.probe or answer.discovery else "lapsed"
    elif row.deadline <= centre.clock.now():
        state = "lapsed"
    elif row.taken_at is not None:
        state = "running"
    return FindingJobView(
        id=row.id,
        node=row.node,
        kind=FindingKind(row.kind),
        state=state,
        created_at=row.created_at,
        deadline=row.deadline,
        probe=answer.probe,
        discovery=answer.discovery,
        still=row.still is not None and state == "done",
    )


def _proposal_view(plan: TakeOverPlan, *, dry_run: bool) -> ProposalView:
    return ProposalView(
        dry_run=dry_run,
        added=tuple(plan.proposal.cameras),
        known=tuple(sorted(plan.proposal.known)),
        left_out=tuple(
            LeftOutView(name=name, remarks=remarks) for name, remarks in plan.proposal.left_out
        ),
        yaml=proposal_text(plan.proposal),
    )
