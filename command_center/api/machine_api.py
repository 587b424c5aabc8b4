"""Tokens of machines that read, and of nodes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.grant import Grant
from command_center.accounts.scope import Scope
from command_center.accounts.viewer import Viewer
from command_center.api.account_forms import MachineName, NewNode, NewToken
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.problem import forbidden
from command_center.api.user_api import check_region
from command_center.audit.audited_act import AuditedAct
from command_center.registry.reachable import is_everywhere
from command_center.store.api_token_row import ApiTokenRow
from command_center.store.node_row import NodeRow
from command_center.views.machine_views import NodeView, TokenView
from command_center.views.task_view import TaskView
from sharp_eyes.bilingual import Bilingual

router = APIRouter(prefix="/api/v1", tags=["machines"], dependencies=[Depends(signed_in)])

TheName = Annotated[MachineName, Path()]


@router.get("/tokens")
async def tokens(viewer: TheViewer, centre: TheCentre) -> list[TokenView]:
    """List the tokens that the caller administers, newest first, revoked ones too."""
    async with centre.database.read() as session:
        return [_token_view(row) for row in await centre.api_tokens.all(session, viewer)]


@router.post("/tokens", response_model=TokenView, responses={409: {}})
async def issue_token(
    form: NewToken, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Issue a token; it is answered once and kept nowhere."""
    check_region(centre, form.region)

    async def effect(session: AsyncSession) -> tuple[TokenView, list[TaskView]]:
        token, row = await centre.api_tokens.issue(
            session,
            viewer,
            form.name,
            form.scopes,
            Grant(None, form.region, form.unit),
            form.purpose,
            form.days,
        )
        return _token_view(row, token), []

    return await once.with_secrets("token").run(effect)


@router.delete("/tokens/{name}", status_code=HTTPStatus.NO_CONTENT, responses={404: {}})
async def revoke_token(name: TheName, viewer: TheViewer, centre: TheCentre) -> None:
    """Refuse a token from now on; its open feed ends at once."""
    async with centre.database.write() as session:
        await centre.api_tokens.revoke(session, viewer, name)
    centre.sessions.changed.wake()


@router.get("/nodes", responses={403: {}})
async def nodes(viewer: TheViewer, centre: TheCentre) -> list[NodeView]:
    """List the nodes that have a token."""
    _check_everywhere(viewer)
    async with centre.database.read() as session:
        return [_node_view(row) for row in await centre.nodes.all(session)]


@router.post("/nodes", response_model=NodeView, responses={403: {}})
async def issue_node_token(
    form: NewNode, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Issue a node's token, in place of any former one; it is answered once and kept nowhere.

    A node may be given any shard, with the passwords of its cameras: for whoever reaches all.
    """
    _check_everywhere(viewer)

    async def effect(session: AsyncSession) -> tuple[NodeView, list[TaskView]]:
        token = await centre.nodes.issue(session, form.name)
        centre.audit.add(session, viewer, AuditedAct.TOKEN_ISSUED, f"node/{form.name}")
        return _node_view(await session.get_one(NodeRow, form.name), token), []

    answer = await once.with_secrets("token").run(effect)
    centre.nodes.forget()
    return answer


@router.delete("/nodes/{name}", status_code=HTTPStatus.NO_CONTENT, responses={403: {}, 404: {}})
async def remove_node(name: TheName, viewer: TheViewer, centre: TheCentre) -> None:
    """Refuse a node from now on; what it keeps of refused alerts stays listed for somebody."""
    _check_everywhere(viewer)
    async with centre.database.write() as session:
        await centre.nodes.remove(session, name)
        await centre.dead_letters.node_removed(session, name)
        centre.audit.add(session, viewer, AuditedAct.TOKEN_REVOKED, f"node/{name}")
    centre.nodes.forget()


def _check_everywhere(viewer: Viewer) -> None:
    if not is_everywhere(viewer):
        raise forbidden(
            Bilingual(
                "节点不分辖区，须由辖区与单位均不受限的系统管理员管理",
                "nodes know no regions: they are for system administrators of all regions and "
                "units",
            ),
            Bilingual("请由全县的系统管理员操作", "ask a system administrator of the county"),
        )


def _token_view(row: ApiTokenRow, token: str | None = None) -> TokenView:
    return TokenView(
        name=row.name,
        scopes=tuple(Scope(one) for one in row.scopes),
        region=row.region,
        unit=row.unit,
        purpose=row.purpose,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        token=token,
    )


def _node_view(row: NodeRow, token: str | None = None) -> NodeView:
    return NodeView(name=row.name, created_at=row.created_at, token=token)
