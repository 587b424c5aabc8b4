"""Sign-in with a provider: out of the door, and back in."""

from __future__ import annotations

from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from command_center.accounts.tries import at_the_door
from command_center.accounts.tries_locked import TriesLocked
from command_center.api.guards import TheCentre
from command_center.api.problem import not_found
from command_center.api.session_api import address_of, hand_over
from command_center.centre import Centre
from command_center.oidc.login_state import LIFE, LoginState
from command_center.oidc.oidc import Oidc
from command_center.oidc.refusal import OidcRefused, Refusal
from command_center.views.provider_view import ProviderView
from sharp_eyes.bilingual import Bilingual

router = APIRouter(prefix="/api/v1/oidc", tags=["session"])

COOKIE = "sharp_eyes_oidc"
_PATH = "/api/v1/oidc"
_log = structlog.get_logger(__name__)

Page = Annotated[str, Query(alias="next", pattern=r"^([a-z-]{1,40}\.html)?$")]
Purpose = Annotated[str, Query(min_length=1, max_length=150, pattern=r"^[^\x00-\x1f]+$")]
Returned = Annotated[str | None, Query(max_length=4096)]


@router.get("")
async def provider(centre: TheCentre) -> ProviderView:
    """Say which provider there is; null where there is none."""
    return ProviderView(name=centre.oidc.settings.name if centre.oidc else None)


@router.get(
    "/start",
    status_code=HTTPStatus.FOUND,
    response_class=RedirectResponse,
    responses={302: {}, 404: {}},
)
async def start(
    request: Request, centre: TheCentre, purpose: Purpose = "duty", page: Page = ""
) -> RedirectResponse:
    """Send the browser to the provider.

    Nothing is kept here: what has to be known when it comes back is in a cookie of its own.
    """
    oidc = _oidc(centre)
    redirect = oidc.settings.redirect or str(request.url_for("callback"))
    login = LoginState.begin(purpose, page, redirect, centre.clock.now())
    try:
        address = await oidc.provider.address(login)
    except OidcRefused as error:
        return _told(error)
    answer = RedirectResponse(address, HTTPStatus.FOUND)
    answer.set_cookie(
        COOKIE,
        login.seal(oidc.sealer),
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        # Lax: it has to come along when the provider sends the browser back.
        samesite="lax",
        secure=request.url.scheme == "https",
        path=_PATH,
    )
    return answer


@router.get(
    "/callback",
    status_code=HTTPStatus.FOUND,
    response_class=RedirectResponse,
    responses={302: {}, 404: {}},
)
async def callback(
    request: Request,
    centre: TheCentre,
    state: Returned = None,
    code: Returned = None,
    error: Returned = None,
    iss: Returned = None,
) -> RedirectResponse:
    """Take the browser back and begin a session, or say on a page why not."""
    oidc = _oidc(centre)
    address = address_of(request)
    tries = at_the_door("", address)[1:]
    try:
        await centre.limiter.try_once(tries)
        login = LoginState.open(oidc.sealer, request.cookies.get(COOKIE), centre.clock.now())
        if login is None or state is None or not _same(login.state, state):
            raise OidcRefused(Refusal.STATE, "the way back belongs to no way out")
        if error is not None or code is None:
            raise OidcRefused(Refusal.DENIED, "the provider said no")
        claims = await oidc.provider.claims(login, code, iss)
        begun = await oidc.sign_in.sign_in(claims, login.purpose, address)
    except TriesLocked:
        return _told(OidcRefused(Refusal.WAIT, "too many failed"))
    except OidcRefused as refused:
        await centre.limiter.failed(tries)
        await oidc.sign_in.refused(refused, address)
        return _told(refused)
    await centre.limiter.succeeded(tries)
    answer = RedirectResponse(f"/{login.page}", HTTPStatus.FOUND)
    hand_over(begun, request, answer)
    answer.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="lax")
    return answer


def _told(error: OidcRefused) -> RedirectResponse:
    _log.warning("sign-in with the provider", why=str(error.why), reason=str(error))
    answer = RedirectResponse(f"/oidc.html?{urlencode({'why': error.why})}", HTTPStatus.FOUND)
    answer.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="lax")
    return answer


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))


def _oidc(centre: Centre) -> Oidc:
    if centre.oidc is None:
        raise not_found(Bilingual("统一身份认证", "provider"))
    return centre.oidc
