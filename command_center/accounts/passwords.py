"""Passwords: argon2id, off the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

MAX_AT_ONCE = 2
"""Each takes 64 MiB and some 50 ms of a core: a flood of sign-ins must not take the machine."""


class Passwords:
    """Makes and checks hashes with argon2id.

    Args:
        hasher: By default with argon2-cffi's defaults (RFC 9106, second recommendation); tests that
            sign in a hundred times take a cheaper one.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(MAX_AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Return a hash in its own encoding."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, encoded: str | None, password: str) -> bool:
        """Tell whether a password is right.

        Args:
            encoded: The user's hash; none when there is no such user: then as much time passes,
                so that a name cannot be found out by the clock.
            password: What was typed.
        """
        if encoded is None and self._nobodys is None:
            self._nobodys = await self.hash("nobody")
        async with self._turns:
            right = await asyncio.to_thread(self._check, encoded or self._nobodys or "", password)
        return right and encoded is not None

    def _check(self, encoded: str, password: str) -> bool:
        try:
            return self._hasher.verify(encoded, password)
        except (Argon2Error, InvalidHashError):
            return False
