"""One's own second factor: set up, turned on and off."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.totp.qr_picture import qr_picture
from command_center.accounts.viewer import Viewer
from command_center.api.account_forms import Code, PasswordAlone, PasswordAndCode
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.idempotency import TheOnce
from command_center.api.own_account_api import check_own_password
from command_center.api.problem import forbidden
from command_center.centre import Centre
from command_center.views.task_view import TaskView
from command_center.views.totp_views import EnrolmentView, RecoveryCodesView, TotpView
from sharp_eyes.bilingual import Bilingual

router = APIRouter(prefix="/api/v1/me/totp", tags=["session"], dependencies=[Depends(signed_in)])


@router.get("")
async def state(viewer: TheViewer, centre: TheCentre) -> TotpView:
    """Say how one stands with codes."""
    async with centre.database.read() as session:
        return await _state(session, viewer, centre)


@router.post("", response_model=EnrolmentView, responses={403: {}, 409: {}, 429: {}})
async def begin(
    form: PasswordAlone, request: Request, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Make a secret; nothing is asked for until its first code was right."""
    once.with_secrets("secret", "address", "picture")
    if (former := await once.former()) is not None:
        return former
    await check_own_password(form.password, request, viewer, centre)

    async def effect(session: AsyncSession) -> tuple[EnrolmentView, list[TaskView]]:
        made = await centre.second_factor.begin(session, viewer)
        picture = qr_picture(made.address)
        return EnrolmentView(secret=made.secret, address=made.address, picture=picture), []

    return await once.run(effect)


@router.post("/confirm", response_model=RecoveryCodesView, responses={409: {}, 429: {}})
async def confirm(form: Code, viewer: TheViewer, centre: TheCentre, once: TheOnce) -> JSONResponse:
    """Turn codes on with the first one; recovery codes are shown once."""

    async def effect(session: AsyncSession) -> tuple[RecoveryCodesView, list[TaskView]]:
        return RecoveryCodesView(
            codes=await centre.second_factor.confirm(session, viewer, form.code)
        ), []

    answer = await once.with_secrets("codes").run(effect)
    centre.sessions.changed.wake()
    return answer


@router.post("/recovery", response_model=RecoveryCodesView, responses={403: {}, 429: {}})
async def renew(
    form: PasswordAndCode, request: Request, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Make other recovery codes; the former ones work no longer."""
    once.with_secrets("codes")
    if (former := await once.former()) is not None:
        return former
    await _check_both(form, request, viewer, centre)

    async def effect(session: AsyncSession) -> tuple[RecoveryCodesView, list[TaskView]]:
        return RecoveryCodesView(
            codes=await centre.second_factor.renew_recovery_codes(session, viewer)
        ), []

    return await once.run(effect)


@router.post("/off", response_model=TotpView, responses={403: {}, 429: {}})
async def turn_off(
    form: PasswordAndCode, request: Request, viewer: TheViewer, centre: TheCentre, once: TheOnce
) -> JSONResponse:
    """Turn one's own codes off; whose role has to have them sets them up anew at once."""
    once.with_secrets()
    if (former := await once.former()) is not None:
        return former
    await _check_both(form, request, viewer, centre)

    async def effect(session: AsyncSession) -> tuple[TotpView, list[TaskView]]:
        await centre.second_factor.turn_off(session, viewer)
        return await _state(session, viewer, centre), []

    answer = await once.run(effect)
    centre.sessions.changed.wake()
    return answer


async def _check_both(
    form: PasswordAndCode, request: Request, viewer: Viewer, centre: Centre
) -> None:
    await check_own_password(form.password, request, viewer, centre)
    async with centre.database.write() as session:
        right = await centre.second_factor.takes(session, viewer.user_id, form.code)
    if not right:
        raise forbidden(
            Bilingual("验证码不正确或已用过", "the code is wrong, or was used before"),
            Bilingual("等待下一个验证码", "wait for the next one"),
        )


async def _state(session: AsyncSession, viewer: Viewer, centre: Centre) -> TotpView:
    found = await centre.second_factor.state(session, viewer.user_id)
    administers = any(role.administers for role in viewer.roles)
    return TotpView(
        on_since=found.on_since,
        recovery_left=found.recovery_left,
        required=administers and centre.sessions.codes_for_administrators,
    )
