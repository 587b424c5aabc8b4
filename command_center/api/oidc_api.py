"""Sign-in with a provider: out of the door, and back in."""

from __future__ import annotations

from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import SQLAlchemyError

from command_center.accounts.signed_in import SignedIn
from command_center.accounts.tries import at_the_door
from command_center.accounts.tries_locked import TriesLocked
from command_center.api.guards import TheCentre
from command_center.api.session_api import address_of, hand_over
from command_center.centre import Centre
from command_center.oidc.login_state import KEPT, LoginState
from command_center.oidc.oidc import Oidc
from command_center.oidc.refusal import OidcRefused, Refusal
from command_center.views.provider_view import ProviderView
from sharp_eyes.errors import SharpEyesError

router = APIRouter(prefix="/api/v1/oidc", tags=["session"])

COOKIE = "sharp_eyes_oidc"
_PATH = "/api/v1/oidc"
_log = structlog.get_logger(__name__)

_WHY = {
    "access_denied": Refusal.DENIED,
    "login_required": Refusal.DENIED,
    "interaction_required": Refusal.DENIED,
    "consent_required": Refusal.DENIED,
    "account_selection_required": Refusal.DENIED,
    "server_error": Refusal.PROVIDER,
    "temporarily_unavailable": Refusal.PROVIDER,
}
"""What an error of the provider means (RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section
3.1.2.6); all others are about what this centre asks for."""

Page = Annotated[str, Query(alias="next", pattern=r"^([a-z-]{1,40}\.html)?$")]
Purpose = Annotated[str, Query(min_length=1, max_length=150, pattern=r"^[^\x00-\x1f]+$")]
# No limits of their own: whoever comes back is a person with a browser, and is told on a page.
Returned = Annotated[str | None, Query()]


@router.get("")
async def provider(centre: TheCentre) -> ProviderView:
    """Say which provider there is; null where there is none."""
    return ProviderView(name=centre.oidc.settings.name if centre.oidc else None)


@router.get(
    "/start",
    status_code=HTTPStatus.FOUND,
    response_class=RedirectResponse,
    responses={302: {}},
)
async def start(
    request: Request, centre: TheCentre, purpose: Purpose = "duty", page: Page = ""
) -> RedirectResponse:
    """Send the browser to the provider.

    Nothing is kept here: what has to be known when it comes back is in a cookie of its own.
    """
    oidc = centre.oidc
    if oidc is None:
        return _told(Refusal.OFF, "there is no provider")
    redirect = oidc.settings.redirect or str(request.url_for("callback"))
    login = LoginState.begin(purpose, page, redirect, centre.clock.now())
    try:
        address = await oidc.provider.address(login)
    except OidcRefused as error:
        return _told(error.why, str(error))
    answer = RedirectResponse(address, HTTPStatus.FOUND)
    _keep(answer, request, oidc, login)
    return answer


@router.get(
    "/callback",
    status_code=HTTPStatus.FOUND,
    response_class=RedirectResponse,
    responses={302: {}},
)
async def callback(
    request: Request,
    centre: TheCentre,
    state: Returned = None,
    code: Returned = None,
    error: Returned = None,
    iss: Returned = None,
) -> RedirectResponse:
    """Take the browser back and begin a session; whatever goes wrong is said on a page."""
    oidc = centre.oidc
    if oidc is None:
        return _told(Refusal.OFF, "there is no provider")
    login = LoginState.open(oidc.sealer, request.cookies.get(COOKIE))
    if login is not None and not _same(login.state, state):
        # Of another tab, perhaps, that is still at the provider: its cookie stays as it is.
        login = None
    try:
        begun = await _begin(centre, oidc, login, (code, error, iss), address_of(request))
        answer = RedirectResponse(f"/{login.page if login else ''}", HTTPStatus.FOUND)
        hand_over(begun, request, answer)
    except TriesLocked:
        answer = _told(Refusal.WAIT, "too many failed")
    except OidcRefused as refused:
        answer = _told(refused.why, str(refused))
    except (SharpEyesError, SQLAlchemyError) as trouble:
        _log.error("sign-in with the provider", exc_info=trouble)
        answer = _told(Refusal.CENTRE, type(trouble).__name__)
    if login is not None:
        _keep(answer, request, oidc, login.spent())
    return answer


async def _begin(
    centre: Centre,
    oidc: Oidc,
    login: LoginState | None,
    returned: tuple[str | None, str | None, str | None],
    address: str,
) -> SignedIn:
    code, error, issuer = returned
    tries = at_the_door("", address)[1:]
    await centre.limiter.try_once(tries)
    try:
        if login is None:
            raise OidcRefused(Refusal.STATE, "the way back belongs to no way out")
        if login.used:
            raise OidcRefused(Refusal.USED, "the way back was gone before")
        if login.is_over(centre.clock.now()):
            raise OidcRefused(Refusal.EXPIRED, "the way back took too long")
        if error is not None or code is None:
            why = _WHY.get(error or "", Refusal.CLIENT)
            raise OidcRefused(why, f"the provider says {error!r:.60}")
        claims = await oidc.provider.claims(login, code, issuer)
        begun = await oidc.sign_in.sign_in(claims, login.purpose, address)
    except OidcRefused as refused:
        await centre.limiter.failed(tries)
        await oidc.sign_in.refused(refused, address)
        raise
    await centre.limiter.succeeded(tries)
    return begun


def _keep(answer: Response, request: Request, oidc: Oidc, login: LoginState) -> None:
    answer.set_cookie(
        COOKIE,
        login.seal(oidc.sealer),
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        # Lax: it has to come along when the provider sends the browser back.
        samesite="lax",
        secure=request.url.scheme == "https",
        path=_PATH,
    )


def _told(why: Refusal, reason: str) -> RedirectResponse:
    _log.warning("sign-in with the provider", why=str(why), reason=reason)
    return RedirectResponse(f"/oidc.html?{urlencode({'why': why})}", HTTPStatus.FOUND)


def _same(one: str, other: str | None) -> bool:
    return compare_digest(one.encode(), (other or "").encode("utf-8", "surrogatepass"))
