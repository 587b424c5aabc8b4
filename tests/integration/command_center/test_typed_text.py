"""What PostgreSQL cannot keep is refused, not answered as a fault of the centre."""

from __future__ import annotations

from command_center.accounts.role import Role
from tests.integration.command_center.house import CHANGING, PASSWORD, House, post
from tests.unit.command_center.alerts import ulid

NUL = "a\0b"


async def test_a_nul_is_refused_wherever_words_are_typed(town: House) -> None:
    right = {"username": "duty", "password": PASSWORD, "purpose": "duty"}
    async with town.anybody() as client:
        for name in ("username", "purpose"):
            answer = await client.post(
                "/api/v1/session", json=right | {name: NUL}, headers=CHANGING
            )
            assert (name, answer.status_code) == (name, 422)
    async with town.somebody(Role.DUTY_OFFICER) as duty:
        for path, body in (
            (f"/api/v1/incidents/{ulid()}/confirm", {"note": NUL}),
            (f"/api/v1/incidents/{ulid()}/dismiss", {"reason": NUL}),
            (f"/api/v1/tasks/{ulid()}/steps", {"action": "accept", "note": NUL}),
        ):
            assert (path, (await post(duty, path, body)).status_code) == (path, 422)
    user = {"username": "somebody", "display_name": "x", "region": ""}
    token = {"name": "machine", "scopes": ["tasks:read"], "purpose": "x"}
    grant = {"role": "operator", "region": ""}
    async with town.somebody(Role.SECURITY_ADMIN) as security:
        for path, body in (
            ("/api/v1/users", user | {"display_name": NUL}),
            ("/api/v1/users/duty/disable", {"reason": NUL}),
            ("/api/v1/users/duty/grants", grant | {"unit": NUL}),
            ("/api/v1/tokens", token | {"purpose": NUL}),
            ("/api/v1/tokens", token | {"unit": NUL}),
        ):
            assert (path, (await post(security, path, body)).status_code) == (path, 422)
