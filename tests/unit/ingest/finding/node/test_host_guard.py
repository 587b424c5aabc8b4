"""A look at a guarded device is noticed by whatever name it is reached."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

import pytest

from ingest.finding.address_policy import Address
from ingest.finding.node import host_guard
from ingest.finding.node.host_guard import HostGuard

NAMES = {
    "camera.town": ["10.0.0.5"],
    "alias.town": ["10.0.0.5"],
    "two.town": ["10.0.0.1", "10.0.0.5"],
    "six.town": ["::ffff:10.0.0.5"],
    "free.town": ["10.0.0.1"],
    "167772165": ["10.0.0.5"],
}


async def look_up(host: str) -> list[Address]:
    if host == "slow.town":
        await asyncio.Event().wait()
    if host in NAMES:
        return [ip_address(text) for text in NAMES[host]]
    try:
        return [ip_address(host)]
    except ValueError as error:
        raise OSError(host) from error


@pytest.mark.parametrize("guarded", ["10.0.0.5", "camera.town"])
@pytest.mark.parametrize(
    ("host", "hit"),
    [
        ("10.0.0.5", True),
        ("::ffff:10.0.0.5", True),
        ("camera.town", True),
        ("alias.town", True),
        ("two.town", True),
        ("six.town", True),
        ("167772165", True),
        ("free.town", False),
        ("10.0.0.1", False),
    ],
)
async def test_a_guarded_device_is_known_by_where_a_name_leads(
    guarded: str, host: str, hit: bool
) -> None:
    guard = HostGuard([guarded], look_up)
    await guard.prepare()
    await guard.look_up(host)
    assert guard.hit is hit


async def test_a_redirect_to_a_guarded_device_is_noticed() -> None:
    guard = HostGuard(["10.0.0.5"], look_up)
    await guard.prepare()
    await guard.look_up("10.0.0.1")
    await guard.look_up("10.0.0.5")
    assert guard.hit


async def test_a_name_leads_to_the_same_place_the_second_time() -> None:
    answers = iter([[ip_address("10.0.0.1")], [ip_address("10.0.0.5")]])

    async def changing(_host: str) -> list[Address]:
        return next(answers)

    guard = HostGuard(["10.0.0.5"], changing)
    assert await guard.look_up("a") == await guard.look_up("a") == [ip_address("10.0.0.1")]


@pytest.mark.parametrize("names", [["gone.town"], ["slow.town"], [f"n{n}.x" for n in range(300)]])
async def test_what_cannot_be_told_is_taken_for_guarded(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_guard, "NAMES_S", 0.05)
    guard = HostGuard(names, look_up)
    await guard.prepare()
    assert guard.hit
