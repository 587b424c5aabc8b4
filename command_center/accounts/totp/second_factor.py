"""Codes of accounts: set up, checked, taken away."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.sign_in_limiter import SignInLimiter
from command_center.accounts.totp import recovery_codes, totp_code
from command_center.accounts.totp.enrolment import Enrolment
from command_center.accounts.totp.totp_state import TotpState
from command_center.accounts.tries import of_codes
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.sealing.sealer import Sealer
from command_center.store.recovery_code_row import RecoveryCodeRow
from command_center.store.totp_row import TotpRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, Damaged, Refused


class SecondFactor:
    """Keeps secrets sealed and recovery codes hashed; no code is taken twice.

    All methods take a writing session, but where they say otherwise: writers take turns, so that
    of two who type the same code at once one is refused.

    Args:
        sealer: Encrypts secrets.
        limiter: Counts wrong codes, per account.
        audit: Writes changes down.
        clock: Time.
    """

    def __init__(
        self, sealer: Sealer, limiter: SignInLimiter, audit: AuditLog, clock: Clock
    ) -> None:
        self._sealer = sealer
        self._limiter = limiter
        self._audit = audit
        self._clock = clock

    async def is_on(self, session: AsyncSession, user_id: int) -> bool:
        """Tell whether an account's codes are asked for; reading is enough."""
        row = await session.get(TotpRow, user_id)
        return row is not None and row.on_since is not None

    async def all_on(self, session: AsyncSession) -> set[int]:
        """Return whose codes are asked for; reading is enough."""
        return set(
            await session.scalars(select(TotpRow.user_id).where(TotpRow.on_since.is_not(None)))
        )

    async def state(self, session: AsyncSession, user_id: int) -> TotpState:
        """Return how an account stands; reading is enough."""
        row = await session.get(TotpRow, user_id)
        left = await session.scalar(
            select(func.count())
            .select_from(RecoveryCodeRow)
            .where(RecoveryCodeRow.user_id == user_id)
        )
        return TotpState(row.on_since if row else None, left or 0)

    async def begin(self, session: AsyncSession, viewer: Viewer) -> Enrolment:
        """Make a secret that is not asked for yet, in place of one that never was.

        Raises:
            Refused: codes are asked for already.
        """
        row = await session.get(TotpRow, viewer.user_id)
        if row is not None and row.on_since is not None:
            raise Refused(
                Bilingual("动态验证码已启用", "codes are on already"),
                next_step=Bilingual("先停用再重新设置", "turn them off first"),
            )
        secret = totp_code.new_secret()
        sealed, now = self._sealer.seal(secret), self._clock.now()
        if row is None:
            session.add(TotpRow(user_id=viewer.user_id, sealed=sealed, last_step=0, created_at=now))
        else:
            row.sealed, row.last_step, row.created_at = sealed, 0, now
        return Enrolment(totp_code.as_text(secret), totp_code.address_of(secret, viewer.username))

    async def confirm(self, session: AsyncSession, viewer: Viewer, code: str) -> tuple[str, ...]:
        """Turn codes on with the first one that is right.

        Returns:
            Recovery codes, shown once.

        Raises:
            BadInput: the code is wrong, or nothing was begun.
        """
        row = await session.get(TotpRow, viewer.user_id)
        if row is None or row.on_since is not None or not self._takes(row, code):
            raise BadInput(
                Bilingual("验证码不正确", "the code is wrong"),
                next_step=Bilingual(
                    "核对手机时间，输入当前显示的 6 位数字",
                    "check the telephone's time and type the 6 digits that it shows now",
                ),
            )
        row.on_since = self._clock.now()
        self._audit.add(session, viewer, AuditedAct.TOTP_CHANGED, _subject(viewer.username), "on")
        return await self._new_recovery_codes(session, viewer.user_id)

    async def renew_recovery_codes(self, session: AsyncSession, viewer: Viewer) -> tuple[str, ...]:
        """Make other recovery codes, shown once; the former ones work no longer."""
        subject = _subject(viewer.username)
        self._audit.add(session, viewer, AuditedAct.TOTP_CHANGED, subject, "recovery codes")
        return await self._new_recovery_codes(session, viewer.user_id)

    async def takes(self, session: AsyncSession, user_id: int, code: str) -> bool:
        """Tell whether a code is right, and never take it again.

        Args:
            session: A writing session.
            user_id: Whose.
            code: 6 digits, or a recovery code.

        Raises:
            Damaged: the secret cannot be opened.
            TriesLocked: too many were wrong.
        """
        row = await session.get(TotpRow, user_id)
        if row is None or row.on_since is None:
            return False
        tries = of_codes(user_id)
        await self._limiter.count(session, tries)
        if recovery_codes.looks_like_one(code):
            right = await self._spends(session, user_id, code)
        else:
            right = self._takes(row, code)
        if right:
            await self._limiter.forgive(session, tries)
        else:
            await self._limiter.keep(session, tries)
        return right

    async def turn_off(self, session: AsyncSession, viewer: Viewer) -> None:
        """Ask the viewer for codes no longer, and forget secret and recovery codes."""
        await forget_codes(session, viewer.user_id)
        subject = _subject(viewer.username)
        self._audit.add(session, viewer, AuditedAct.TOTP_CHANGED, subject, "off")

    async def _spends(self, session: AsyncSession, user_id: int, code: str) -> bool:
        key = (user_id, recovery_codes.hash_of(code))
        spent = await session.get(RecoveryCodeRow, key)
        if spent is not None:
            await session.delete(spent)
        return spent is not None

    def _takes(self, row: TotpRow, code: str) -> bool:
        secret = self._sealer.open(row.sealed)
        if secret is None:
            raise Damaged(
                Bilingual("该账号的验证码密钥无法解密", "the account's secret cannot be opened"),
                next_step=Bilingual(
                    "恢复 secret.key，或由安全管理员重置该账号的动态验证码",
                    "restore secret.key, or have a security administrator reset the account's "
                    "codes",
                ),
            )
        typed = "".join(code.split())
        step = totp_code.step_of(secret, typed, self._clock.now().timestamp(), row.last_step)
        if step is None:
            return False
        row.last_step = step
        return True

    async def _new_recovery_codes(self, session: AsyncSession, user_id: int) -> tuple[str, ...]:
        await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
        codes = recovery_codes.new_codes()
        session.add_all(
            RecoveryCodeRow(user_id=user_id, code_hash=recovery_codes.hash_of(code))
            for code in codes
        )
        return codes


async def forget_codes(session: AsyncSession, user_id: int) -> None:
    """Remove an account's secret and recovery codes; whoever calls writes it down."""
    await session.execute(delete(TotpRow).where(TotpRow.user_id == user_id))
    await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))


def _subject(username: str) -> str:
    return f"user/{username}"
