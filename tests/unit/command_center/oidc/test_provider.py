"""A provider that is down is not waited for by everybody in turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from joserfc.jwk import ECKey

from command_center.oidc import provider as provider_module
from command_center.oidc.login_state import LoginState
from command_center.oidc.oidc_settings import OidcSettings
from command_center.oidc.provider import FAILED_S, Provider
from command_center.oidc.refusal import OidcRefused
from sharp_eyes.clock import ManualClock

KEY = ECKey.generate_key("P-256").as_dict(private=False)
ISSUER = "https://provider.example"


class Answers:
    """What the provider answers: nothing at first."""

    def __init__(self) -> None:
        self.calls = 0
        self.up = False
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        await self.go_on.wait()
        if not self.up:
            raise httpx.ConnectTimeout("nobody there", request=request)
        if request.url.path == "/jwks":
            return httpx.Response(200, json={"keys": [KEY]})
        places = {name: f"{ISSUER}/{name}" for name in ("authorization", "token")}
        offer = {f"{name}_endpoint": place for name, place in places.items()}
        return httpx.Response(200, json={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"} | offer)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def provider(answers: Answers, clock: ManualClock) -> AsyncIterator[Provider]:
    settings = OidcSettings.model_validate(
        {"issuer": ISSUER, "client_id": "centre", "secret": "x", "name": "县政务"}
    )
    async with httpx.AsyncClient(transport=httpx.MockTransport(answers)) as client:
        yield Provider(settings, clock, client)


def login(clock: ManualClock) -> LoginState:
    return LoginState.begin("duty", "", f"{ISSUER}/back", clock.now())


async def test_a_provider_that_is_down_is_asked_once_in_a_while(
    provider: Provider, answers: Answers, clock: ManualClock
) -> None:
    for _ in range(5):
        with pytest.raises(OidcRefused):
            await provider.address(login(clock))
    assert answers.calls == 1
    answers.up = True
    clock.advance(FAILED_S)
    assert (await provider.address(login(clock))).startswith(f"{ISSUER}/authorization?")


async def test_nobody_waits_long_for_what_others_ask_already(
    provider: Provider, answers: Answers, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_module, "WAIT_S", 0.05)
    answers.up = True
    answers.go_on.clear()
    first = asyncio.create_task(provider.address(login(clock)))
    async with asyncio.timeout(20):
        while not answers.calls:
            await asyncio.sleep(0)
    with pytest.raises(OidcRefused, match="others wait"):
        await provider.address(login(clock))
    answers.go_on.set()
    assert (await first).startswith(ISSUER)
