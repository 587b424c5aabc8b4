"""What somebody does first with an account that an administrator made."""

from __future__ import annotations

from tests.integration.command_center.house import House, post

OWN = "My-own-2026-words"


async def settled(town: House, username: str, password: str, new: str = OWN) -> str:
    """Change the first password and return the new one."""
    async with town.signed_in(username, password) as api:
        answer = await post(api, "/api/v1/me/password", {"old": password, "new": new})
        assert answer.status_code == 200, answer.text
    return new
