"""Changes the key of all that is sealed, in one step that can be begun again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct
from command_center.sealing.sealer import Sealer
from command_center.sealing.sealing_keys import SealingKeys
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.store.database import Database
from command_center.store.finding_job_row import FindingJobRow
from command_center.store.totp_row import TotpRow


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation, or a look at what is sealed, came to.

    Attributes:
        newest: How many are sealed with the newest key.
        former: How many with a former one.
        lost: Names of those that no key opens; they are left as they are, to be entered again.
        resumed: Whether an earlier rotation was gone on with.
    """

    newest: int
    former: int
    lost: tuple[str, ...]
    resumed: bool = False


class Rotation:
    """Goes from one key to the next.

    Three steps: the next key is made and opens and seals from then on; everything is sealed with it
    in one transaction; it takes the former one's place. Killed after the first, all opens with
    either key; after the second, too, since the next key is still there. Begun again, it goes on
    with the next key that it finds. Centres that run meanwhile follow by themselves.

    Args:
        keys: Where the keys are.
        database: Where what is sealed is.
        audit: Writes it down.
    """

    def __init__(self, keys: SealingKeys, database: Database, audit: AuditLog) -> None:
        self._keys = keys
        self._database = database
        self._audit = audit

    async def run(self, who: str) -> Rotated:
        """Change the key.

        Args:
            who: For the audit trail.

        Raises:
            Refused: keys come from the environment and there is no next one, or another rotation
                is under way.
        """
        with self._keys.alone():
            resumed = not self._keys.begin()
            async with self._database.write() as session:
                found = await self._all(session, seal=True)
                self._audit.note(
                    session,
                    who,
                    AuditedAct.SEALING_KEY_CHANGED,
                    "credentials",
                    f"{found.newest} sealed anew, {len(found.lost)} lost",
                )
            self._keys.finish()
        return Rotated(found.newest, 0, found.lost, resumed)

    async def look(self) -> Rotated:
        """Say what opens with which key; nothing is changed."""
        async with self._database.read() as session:
            return await self._all(session, seal=False)

    async def _all(self, session: AsyncSession, *, seal: bool) -> Rotated:
        sealer = Sealer(self._keys)
        newest, former, lost = 0, 0, []
        secrets = await session.scalars(select(CameraSecretRow))
        codes = await session.scalars(select(TotpRow))
        jobs = await session.scalars(select(FindingJobRow).where(FindingJobRow.sealed.is_not(None)))
        named: list[tuple[str, CameraSecretRow | TotpRow | FindingJobRow]] = [
            *((f"credentials/{row.name}", row) for row in secrets),
            *((f"codes/{row.user_id}", row) for row in codes),
            *((f"finding/{row.id}", row) for row in jobs),
        ]
        for name, row in named:
            if row.sealed is None:
                continue
            opened = sealer.open(row.sealed)
            if opened is None:
                lost.append(name)
            elif seal:
                row.sealed = sealer.seal(opened)
                newest += 1
            elif sealer.is_newest(row.sealed):
                newest += 1
            else:
                former += 1
        return Rotated(newest, former, tuple(lost))
