"""The application."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from command_center.api import (
    audit_api,
    camera_api,
    camera_list_api,
    credentials_api,
    dead_letter_api,
    evidence_api,
    feed_socket,
    finding_api,
    finding_node_api,
    handover_api,
    hold_api,
    incident_api,
    land_api,
    machine_api,
    node_api,
    node_stills_socket,
    oidc_api,
    own_account_api,
    own_codes_api,
    problem_handlers,
    purpose_api,
    registry_api,
    revision_api,
    roster_api,
    session_api,
    sheet_api,
    silence_api,
    stills_socket,
    task_api,
    tree_api,
    user_api,
    zones_api,
)
from command_center.api.access_control import AccessControl
from command_center.api.body_limit import BodyLimit
from command_center.api.description import describe
from command_center.api.guards import admitted_by_its_row
from command_center.api.security_headers import SecurityHeaders
from command_center.api.wall_page import WallPage
from command_center.centre import Centre


def create_app(centre: Centre) -> FastAPI:
    """Make the application.

    Args:
        centre: What it serves; whoever made it starts and stops it.
    """
    app = FastAPI(
        title="雪亮工程 · Sharp Eyes",
        summary="Command centre for public-security cameras of towns and counties",
        version="1",
        # The description of the interface is behind the sign-in, like all else.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # A route that has no row of its own in the table answers nobody.
        dependencies=[Depends(admitted_by_its_row)],
    )
    app.state.centre = centre
    for module in (
        registry_api,
        camera_list_api,
        zones_api,
        camera_api,
        tree_api,
        land_api,
        sheet_api,
        revision_api,
        credentials_api,
        roster_api,
        handover_api,
        silence_api,
        incident_api,
        task_api,
        evidence_api,
        audit_api,
        hold_api,
        purpose_api,
        node_api,
        dead_letter_api,
        finding_node_api,
        finding_api,
        node_stills_socket,
        oidc_api,
        own_account_api,
        own_codes_api,
        user_api,
        machine_api,
        feed_socket,
        stills_socket,
    ):
        app.include_router(module.router)
    app.include_router(handover_api.sheet_router)
    app.include_router(dead_letter_api.node_router)
    app.include_router(session_api.open_router)
    app.include_router(session_api.router)
    describe(app)
    app.mount("/", WallPage(), name="wall")
    problem_handlers.install(app)
    app.add_middleware(AccessControl)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    return app
