"""Sign-in with a provider, as the centre has it."""

from __future__ import annotations

import httpx

from command_center.accounts.passwords import Passwords
from command_center.accounts.sessions import Sessions
from command_center.accounts.totp.second_factor import SecondFactor
from command_center.audit.audit_log import AuditLog
from command_center.oidc.oidc_settings import OidcSettings
from command_center.oidc.oidc_sign_in import OidcSignIn
from command_center.oidc.provider import TIMEOUT_S, Provider
from command_center.sealing.sealer import Sealer
from command_center.store.database import Database
from sharp_eyes.clock import Clock


class Oidc:
    """Puts the parts together and owns the connections to the provider.

    Args:
        settings: Which provider.
        database: Where accounts are.
        sessions: Begins sessions.
        second_factor: Knows who signs in with codes.
        passwords: Makes hashes.
        audit: Writes it down.
        sealer: Seals what browsers carry meanwhile.
        clock: Time.

    Attributes:
        settings: Which provider.
        provider: Speaks with it.
        sign_in: Whose account somebody is.
        sealer: Seals what browsers carry meanwhile.
    """

    def __init__(
        self,
        settings: OidcSettings,
        database: Database,
        sessions: Sessions,
        second_factor: SecondFactor,
        passwords: Passwords,
        audit: AuditLog,
        sealer: Sealer,
        clock: Clock,
    ) -> None:
        self.settings = settings
        self.sealer = sealer
        # A provider that sends us elsewhere is not followed: the address is part of what was set.
        self._client = httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False)
        self.provider = Provider(settings, clock, self._client)
        self.sign_in = OidcSignIn(
            settings, database, sessions, second_factor, passwords, audit, clock
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
