"""Cameras are listed page by page, searched, and shown as points, within reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from command_center.accounts.role import Role
from command_center.api.camera_list_api import TOTAL
from command_center.views.camera_points import CameraPoints
from command_center.views.camera_view import CameraView
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.health import ShardHealth
from tests.integration.command_center.house import House

CAMERAS = "/api/v1/cameras"
POINTS = "/api/v1/map/cameras"
OTHER = "370499101202"
ALL = [f"37049901001326{number:06}" for number in range(1, 13)]
ONLINE, OFFLINE = ALL[0], ALL[1]
DONGXI, SHIQIAO = ALL[:4], ALL[4:8]


def speak(town: House) -> None:
    """Let the shard say that one camera is there and one is not."""
    shard = town.centre.directory.current.shard_of[ONLINE]
    now = town.centre.clock.now()
    health = ShardHealth.model_validate(
        {
            "shard": shard,
            "at": now,
            "valid_until": now + timedelta(seconds=60),
            "epoch": 1,
            "cameras": [
                {
                    "id": ONLINE,
                    "state": "online",
                    "since": now,
                    "last_frame_at": now,
                    "fps": 15.0,
                    "bitrate_kbps": 512.5,
                    "time_source": "sender_report",
                },
                {
                    "id": OFFLINE,
                    "state": "offline",
                    "since": now,
                    "error": {"zh": "口令错误", "en": 'refused: "401"'},
                },
            ],
        }
    )
    address = NodeAddress("370499", "101", "demo", shard)
    town.centre.board.take(address.health, health.model_dump_json().encode())


async def listed(api: httpx.AsyncClient, path: str = CAMERAS, **asked: Any) -> httpx.Response:
    answer = await api.get(path, params=asked or None)
    assert answer.status_code == 200, answer.text
    return answer


def ids(answer: httpx.Response) -> list[str]:
    return [one["id"] for one in answer.json()]


async def test_the_list_says_what_the_board_and_the_registry_say(town: House) -> None:
    speak(town)
    async with town.signed_in() as api:
        answer = await listed(api)
    views = {one.id: one for one in TypeAdapter(list[CameraView]).validate_json(answer.content)}
    directory, board = town.centre.directory.current, town.centre.board
    assert list(views) == [camera.id for camera in directory.registry.cameras]
    for camera in directory.registry.cameras:
        expected = CameraView.model_validate(
            board.change(camera.id).model_dump()
            | {
                "name": camera.name,
                "region": camera.region,
                "grid": camera.grid,
                "location": camera.location,
                "place_type": camera.place_type,
                "key_area": camera.key_area,
                "managing_unit": camera.managing_unit,
                "enabled": camera.enabled,
                "analytics": sorted({zone.kind for zone in camera.active_zones}),
                "masked": bool(camera.privacy_masks),
                "time_source": board.time_source(camera.id),
            }
        )
        assert views[camera.id] == expected
    said = {one["id"]: one for one in answer.json()}
    # Also letter by letter: the page compares times as texts.
    for camera_id, view in views.items():
        assert said[camera_id] == view.model_dump(mode="json")
    assert views[ONLINE].state == "online"
    assert views[OFFLINE].state == "offline"
    assert views[OFFLINE].error is not None


async def test_pages_lead_from_one_to_the_next_until_all_were_seen_once(town: House) -> None:
    seen: list[str] = []
    async with town.signed_in() as api:
        answer = await listed(api, limit=5, q="镇 村")
        everything = await listed(api, q="镇 村")
        while True:
            seen += ids(answer)
            assert answer.headers[TOTAL] == everything.headers[TOTAL]
            if "next" not in answer.links:
                break
            assert len(answer.json()) == 5
            answer = await listed(api, answer.links["next"]["url"])
    assert seen == sorted(ids(everything))
    assert len(seen) == int(everything.headers[TOTAL]) > 5


async def test_a_page_that_holds_all_leads_nowhere(town: House) -> None:
    async with town.signed_in() as api:
        assert "next" not in (await listed(api, limit=12)).links
        assert "next" in (await listed(api, limit=11)).links
        assert "next" not in (await listed(api)).links
        assert ids(await listed(api, limit=5, after=ALL[-1])) == []


async def test_words_region_state_and_place_are_looked_for_in_list_and_map(town: House) -> None:
    speak(town)
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({"q": "石桥村"}, SHIQIAO),
        ({"q": "00000１"}, [ALL[0]]),
        ({"region": OTHER}, SHIQIAO),
        ({"state": "online"}, [ONLINE]),
        ({"state": ["online", "offline"]}, [ONLINE, OFFLINE]),
        ({"bbox": "117.635,34.702,117.650,34.712"}, SHIQIAO),
        ({"bbox": "117.635,34.702,117.650,34.712", "q": "集市"}, [ALL[5]]),
        ({"q": "nowhere"}, []),
    ]
    async with town.signed_in() as api:
        for params, expected in asked:
            assert ids(await listed(api, **params)) == expected, params
            points = CameraPoints.model_validate_json((await listed(api, POINTS, **params)).content)
            assert [one[0] for one in points.points] == expected, params


async def test_points_say_where_a_camera_is_and_how(town: House) -> None:
    speak(town)
    async with town.signed_in() as api:
        points = (await listed(api, POINTS)).json()
    by_id = {one[0]: one[1:] for one in points["points"]}
    assert by_id[ONLINE] == [117.616, 34.702, "online"]
    assert by_id[OFFLINE] == [117.623, 34.699, "offline"]
    assert by_id[ALL[4]][2] == "unknown"
    assert points["unplaced"] == 12 - len(by_id)


@pytest.mark.parametrize("path", [CAMERAS, POINTS])
async def test_nobody_is_told_of_cameras_beyond_their_reach(town: House, path: str) -> None:
    async with town.somebody(Role.OPERATOR, OTHER) as api:
        answer = await listed(api, path, limit=500, bbox="-180,-90,180,90", q="村")
        found = answer.json()
        if path == CAMERAS:
            assert ids(answer) == SHIQIAO
            assert answer.headers[TOTAL] == "4"
        else:
            assert [one[0] for one in found["points"]] == SHIQIAO
        elsewhere = (await listed(api, path, region="370499101201")).json()
        assert elsewhere in ([], {"points": [], "unplaced": 0})


@pytest.mark.parametrize(
    "asked",
    [
        "bbox=1,2,3",
        "bbox=nan,0,1,1",
        "bbox=2,0,1,1",
        "limit=0",
        "limit=501",
        "after=1",
        "state=asleep",
        "region=3704",
        "q=%00",
        "q=" + "a" * 101,
    ],
)
async def test_what_makes_no_sense_is_refused_in_both_languages(town: House, asked: str) -> None:
    async with town.signed_in() as api:
        answer = await api.get(f"{CAMERAS}?{asked}")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert {"detail", "detail_zh"} <= set(answer.json())
