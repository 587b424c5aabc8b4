"""The centre's answers and what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from ingest.centre_client.client import CentreClient
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.errors import BadInput, Refused, SharpEyesError, TryAgain

REGISTRY = {
    "shard": "s1",
    "epoch": 4,
    "revision": 9,
    "cameras": [
        {
            "id": "37049901001326000001",
            "name": "村口",
            "streams": {"sub": "rtsp://127.0.0.1:8554/1"},
        }
    ],
    "secrets": [{"name": "demo", "username": "camera", "password": "hidden-0815"}],
}
INCIDENT = {
    "incident_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "camera": "37049901001326000001",
    "kind": "crowd",
    "zone": "lane",
    "opened_at": "2026-01-01T00:00:00Z",
    "severity": 2,
    "epoch": 3,
    "seq": 5,
    "value": 21,
}


def client(answer: Callable[[httpx.Request], httpx.Response], timeout_s: float = 5) -> CentreClient:
    return CentreClient(
        "http://centre:8000",
        "token-1",
        timeout_s=timeout_s,
        transport=httpx.MockTransport(answer),
    )


async def test_a_grant_brings_cameras_epoch_and_passwords_and_shows_the_token() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=REGISTRY)

    async with client(answer) as centre:
        granted = await centre.grant("s1")
    assert (granted.epoch, granted.revision, len(granted.cameras)) == (4, 9, 1)
    assert granted.secrets[0].password.get_secret_value() == "hidden-0815"
    assert (seen[0].method, seen[0].url.path) == ("POST", "/api/v1/node/shards/s1/grant")
    assert seen[0].headers["Authorization"] == "Bearer token-1"


async def test_no_newer_revision_is_no_registry() -> None:
    async with client(lambda request: httpx.Response(204)) as centre:
        assert await centre.cameras("s1", 9) is None


async def test_open_incidents_come_as_the_worker_keeps_them() -> None:
    async with client(lambda request: httpx.Response(200, json=[INCIDENT])) as centre:
        [incident] = await centre.open_incidents("s1")
    assert (incident.key.zone_id, incident.epoch, incident.seq) == ("lane", 3, 5)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Refused),
        (403, Refused),
        (404, BadInput),
        (422, BadInput),
        (302, BadInput),
        (429, TryAgain),
        (500, TryAgain),
        (503, TryAgain),
    ],
)
async def test_each_status_hangs_on_the_branch_that_says_what_to_do(
    status: int, error: type[SharpEyesError]
) -> None:
    async with client(lambda request: httpx.Response(status)) as centre:
        with pytest.raises(error):
            await centre.grant("s1")


@pytest.mark.parametrize(
    ("status", "error"), [(404, TryAgain), (405, TryAgain), (413, BadInput), (422, BadInput)]
)
async def test_a_picture_is_given_up_only_for_its_own_fault(
    status: int, error: type[SharpEyesError]
) -> None:
    async with client(lambda request: httpx.Response(status)) as centre:
        with pytest.raises(error):
            await centre.put_evidence(Picture.of(b"x"))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"shard": "s1", "epoch": -1, "revision": 0}'])
async def test_an_unreadable_answer_is_said_without_its_contents(body: bytes) -> None:
    async with client(lambda request: httpx.Response(200, content=body)) as centre:
        with pytest.raises(TryAgain, match="cannot be read"):
            await centre.grant("s1")


async def test_a_password_in_a_malformed_answer_does_not_reach_the_message() -> None:
    wrong = {**REGISTRY, "secrets": [{"name": "demo", "password": "hidden-0815"}]}
    async with client(lambda request: httpx.Response(200, json=wrong)) as centre:
        with pytest.raises(TryAgain) as caught:
            await centre.grant("s1")
    assert "hidden-0815" not in str(caught.value)
    assert "hidden-0815" not in caught.value.bilingual()


async def test_a_centre_that_never_answers_is_left_after_the_limit() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    centre = CentreClient(
        "http://centre", "t", timeout_s=0.05, transport=httpx.MockTransport(never)
    )
    async with centre:
        with pytest.raises(TryAgain):
            await centre.grant("s1")


@pytest.mark.parametrize("address", ["", "centre:8000", "ftp://centre", "http://"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(BadInput, match="http://host:port"):
        CentreClient(address, "t")
