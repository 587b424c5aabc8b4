"""Every status of the WHIP endpoint (RFC 9725), and what hostile senders get."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from ingest.webrtc.ice_server import IceServer
from ingest.webrtc.session_description import MAX_BYTES
from tests.integration.ingest.waiting import until
from tests.integration.ingest_webrtc.node import CAMERA, OTHER, SETTINGS, TOKEN, Node, node
from tests.integration.ingest_webrtc.publisher import Publisher

SDP = {"Content-Type": "application/sdp"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NOWHERE = "37049901001326009999"
RTSP_CAMERA = "37049901001326000003"
NO_TOKEN = "37049901001326000004"


@pytest.fixture
async def house() -> AsyncIterator[Node]:
    async with node() as made:
        yield made


@pytest.fixture
async def client(house: Node) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=house.server.url, trust_env=False) as made:
        yield made


async def real_offer() -> str:
    publisher = Publisher("", None)
    offer = await publisher.offer()
    await publisher.close()
    return offer


def problem(response: httpx.Response) -> dict[str, str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["detail"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in body["detail_zh"])
    return body


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", f"/whip/{CAMERA}", {"Content-Type": "application/json", **BEARER}, 415),
        ("POST", f"/whip/{CAMERA}", BEARER, 415),
        ("POST", f"/whip/{CAMERA}", SDP, 401),
        ("POST", f"/whip/{CAMERA}", {"Authorization": "Basic eDp5", **SDP}, 401),
        ("POST", f"/whip/{CAMERA}", {"Authorization": "Bearer wrong", **SDP}, 401),
        ("POST", f"/whip/{CAMERA}", {"Authorization": "Bearer", **SDP}, 401),
        ("POST", f"/whip/{CAMERA}", {"Authorization": "Bearer another-token", **SDP}, 401),
        ("POST", f"/whip/{NO_TOKEN}", {"Authorization": "Bearer x", **SDP}, 403),
        ("POST", f"/whip/{NOWHERE}", {**SDP, **BEARER}, 404),
        ("POST", f"/whip/{RTSP_CAMERA}", {**SDP, **BEARER}, 404),
        ("POST", f"/whip/{CAMERA}", {**SDP, **BEARER}, 400),
        (
            "POST",
            f"/whip/{CAMERA}",
            {"Content-Type": "Application/SDP; charset=utf-8", **BEARER},
            400,
        ),
        ("GET", f"/whip/{CAMERA}", BEARER, 405),
        ("PUT", f"/whip/{CAMERA}", BEARER, 405),
        ("PATCH", f"/whip/{CAMERA}", BEARER, 405),
        ("PATCH", f"/whip/{CAMERA}/x", BEARER, 405),
        ("POST", f"/whip/{CAMERA}/x", BEARER, 405),
        ("GET", f"/whip/{CAMERA}/x", BEARER, 405),
        ("DELETE", f"/whip/{CAMERA}/x", BEARER, 404),
        ("DELETE", f"/whip/{CAMERA}/x", {}, 401),
        ("DELETE", f"/whip/{CAMERA}", BEARER, 405),
        ("GET", "/nothing", {}, 404),
        ("GET", "/publish-assets/../node_server.py", {}, 404),
        ("POST", "/metrics", {}, 405),
    ],
)
async def test_what_is_not_right_is_refused_with_its_own_status_in_both_languages(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = await client.request(method, path, headers=headers, content=b"hello")
    assert response.status_code == status
    problem(response)
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    if status == 405 and path.startswith("/whip"):
        assert "OPTIONS" in response.headers["Allow"]
        assert method not in response.headers["Allow"].split(", ")
    assert TOKEN not in response.text


async def test_a_publisher_gets_201_with_location_etag_and_an_answer(house: Node) -> None:
    publisher = Publisher(house.whip(), TOKEN)
    try:
        response = await publisher.publish()
    finally:
        await publisher.close()
    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/sdp"
    assert response.headers["Location"].startswith(f"/whip/{CAMERA}/")
    assert len(response.headers["Location"].rsplit("/", 1)[1]) >= 22, "not to be guessed"
    assert response.headers["ETag"].startswith('"')
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Location" in response.headers["Access-Control-Expose-Headers"]
    assert "a=recvonly" in response.text
    assert "b=AS:2000" in response.text
    assert "profile-level-id=42001f" in response.text, "the profile that was offered"


async def test_another_cameras_token_ends_no_session(house: Node) -> None:
    publisher = Publisher(house.whip(), TOKEN)
    try:
        await publisher.publish()
        own = publisher.session or ""
        async with httpx.AsyncClient(trust_env=False) as client:
            foreign = await client.delete(own, headers={"Authorization": "Bearer another-token"})
            crossed = await client.delete(
                own.replace(CAMERA, OTHER), headers={"Authorization": "Bearer another-token"}
            )
        assert (foreign.status_code, crossed.status_code) == (401, 404)
        assert house.hub.sessions == 1
    finally:
        await publisher.close()


async def test_a_browsers_question_in_advance_is_answered_without_a_token(
    client: httpx.AsyncClient,
) -> None:
    response = await client.options(
        f"/whip/{CAMERA}",
        headers={
            "Origin": "https://page.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert response.status_code == 200
    assert response.headers["Accept-Post"] == "application/sdp"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    session = await client.options(f"/whip/{CAMERA}/x")
    assert "DELETE" in session.headers["Access-Control-Allow-Methods"]


async def test_ice_servers_are_named_to_those_with_the_token_alone() -> None:
    # A documentation address that no packet reaches: the servers are named, never asked.
    servers = (IceServer("turn:127.0.0.1:9?transport=tcp", "user", 'pa"ss'),)
    async with node(replace(SETTINGS, ice_servers=servers, gather_timeout_s=4.0)) as house:
        publisher = Publisher(house.whip(), TOKEN)
        async with httpx.AsyncClient(trust_env=False) as client:
            closed = await client.options(house.whip())
            wrong = await client.options(house.whip(), headers={"Authorization": "Bearer x"})
            opened = await client.options(house.whip(), headers=BEARER)
        try:
            answer = await publisher.publish()
        finally:
            await publisher.close()
    expected = (
        '<turn:127.0.0.1:9?transport=tcp>; rel="ice-server"; username="user"; '
        'credential="pa\\"ss"; credential-type="password"'
    )
    assert "Link" not in closed.headers
    assert wrong.status_code == 401
    assert opened.headers["Link"] == expected
    assert answer.status_code == 201, "an ICE server that does not answer is no hindrance"
    assert answer.headers["Link"] == expected


def _mutations(offer: str) -> list[tuple[str, bytes]]:
    lines = offer.splitlines()

    def without(start: str) -> bytes:
        return "\r\n".join(one for one in lines if not one.startswith(start)).encode()

    def changed(start: str, new: str) -> bytes:
        return "\r\n".join(new if one.startswith(start) else one for one in lines).encode()

    return [
        ("empty", b""),
        ("one line", b"v=0"),
        ("no text", bytes(range(256))),
        ("html", b"<html></html>"),
        ("zero bytes", b"v=0\r\n" + b"\0" * 1000),
        ("long line", b"v=0\r\na=" + b"x" * 60_000),
        ("many lines", b"v=0\r\n" + b"a=x\r\n" * 12_000),
        ("no media", offer.split("m=", maxsplit=1)[0].encode()),
        ("many media", (offer.split("m=", maxsplit=1)[0] + "m=video 9 X 96\r\n" * 50).encode()),
        ("data", offer.replace("m=video", "m=application").encode()),
        ("no fingerprint", without("a=fingerprint")),
        ("bad fingerprint", changed("a=fingerprint", "a=fingerprint:md5 00:11")),
        ("no ufrag", without("a=ice-ufrag")),
        ("no password", without("a=ice-pwd")),
        ("no setup", without("a=setup")),
        ("bad setup", changed("a=setup", "a=setup:whatever")),
        ("no rtcp-mux", without("a=rtcp-mux")),
        ("no codecs", without("a=rtpmap")),
        ("bad rtpmap", changed("a=rtpmap", "a=rtpmap:x y z")),
        ("huge payload type", changed("a=rtpmap", "a=rtpmap:999999999999 H264/90000")),
        ("bad clock rate", changed("a=rtpmap", "a=rtpmap:99 H264/-1")),
        ("bad fmtp", changed("a=fmtp", "a=fmtp:99 apt=x;;;=;max-fr=nan")),
        ("foreign codec", offer.replace("H264/90000", "H263/90000").encode()),
        ("only receiving", offer.replace("a=sendonly", "a=recvonly").encode()),
        ("bad extmap", changed("a=extmap", "a=extmap:xyz uri")),
        ("huge extmap", changed("a=extmap", "a=extmap:99999999999999999999 uri")),
        ("bad ssrc", changed("a=ssrc", "a=ssrc:99999999999999999999 cname:x")),
        ("ssrc without number", changed("a=ssrc", "a=ssrc:")),
        ("bad origin", changed("o=", "o=")),
        ("bad connection", changed("c=", "c=IN IP9 nowhere")),
        ("bad media line", changed("m=video", "m=video")),
        ("bad port", changed("m=video", "m=video 99999999 UDP/TLS/RTP/SAVPF 99")),
        ("bad candidates", changed("a=candidate", "a=candidate:1 1 udp x 999.1.1.1 70000 typ x")),
        ("bundle of nothing", changed("a=group", "a=group:BUNDLE nobody 1 2 3")),
        ("no mid", without("a=mid")),
        ("same mids", (offer + offer[offer.index("m=video") :]).encode()),
        ("bad sctp", (offer + "a=sctp-port:x\r\na=max-message-size:y\r\n").encode()),
        ("bad rtcp", changed("a=rtcp:", "a=rtcp:x IN IP4 y")),
        ("bad feedback", changed("a=rtcp-fb", "a=rtcp-fb:x")),
    ]


async def test_a_hostile_offer_is_never_a_defect_and_leaves_nothing_behind(
    client: httpx.AsyncClient, house: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    monkeypatch.setattr("ingest.node_server.rate_limiter.RateLimiter.take", lambda *_: 0.0)
    offer = await real_offer()
    before = len(asyncio.all_tasks())
    answers: dict[str, int] = {}
    for name, body in _mutations(offer):
        response = await client.post(f"/whip/{CAMERA}", content=body, headers={**SDP, **BEARER})
        answers[name] = response.status_code
        if response.status_code != 201:
            problem(response)
    strange = {name: status for name, status in answers.items() if status not in (201, 400, 422)}
    assert strange == {}
    surely = {"empty", "no text", "html", "no media", "no fingerprint", "no ufrag", "long line"}
    assert {answers[name] for name in surely} == {400}
    assert {answers[name] for name in ("data", "only receiving", "foreign codec")} == {422}
    for session in list(house.hub._lives):
        await house.hub.end(session, session_over())
    await until(lambda: len(asyncio.all_tasks()) <= before)
    assert faults == []


def session_over() -> object:
    from sharp_eyes.bilingual import Bilingual

    return Bilingual("测试", "test")


async def test_an_offer_that_is_too_long_is_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"a" * (MAX_BYTES // 10)

    response = await client.post(f"/whip/{CAMERA}", content=endless(), headers={**SDP, **BEARER})
    assert response.status_code == 413
    problem(response)


async def test_whoever_guesses_tokens_is_slowed_down(client: httpx.AsyncClient) -> None:
    statuses = [
        (
            await client.post(
                f"/whip/{CAMERA}", headers={**SDP, "Authorization": f"Bearer guess-{number}"}
            )
        ).status_code
        for number in range(12)
    ]
    assert statuses[:10] == [401] * 10
    assert statuses[10:] == [429, 429]
    right = await client.post(f"/whip/{CAMERA}", headers={**SDP, **BEARER}, content=b"x")
    assert right.status_code == 429, "also with the right one, or the limit could be seen through"
    assert int(right.headers["Retry-After"]) >= 1


async def test_when_all_places_are_taken_others_are_asked_to_wait() -> None:
    async with node(replace(SETTINGS, max_sessions=1)) as house:
        first = Publisher(house.whip(), TOKEN)
        second = Publisher(house.whip(OTHER), "another-token")
        again = Publisher(house.whip(), TOKEN)
        try:
            assert (await first.publish()).status_code == 201
            refused = await second.publish()
            assert (await again.publish()).status_code == 201, "it takes its own place"
        finally:
            await asyncio.gather(first.close(), second.close(), again.close())
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    problem(refused)


async def test_health_and_metrics_are_told(client: httpx.AsyncClient) -> None:
    health = await client.get("/healthz")
    assert (health.status_code, json.loads(health.text)) == (200, {"status": "ok"})
    metrics = await client.get("/metrics")
    assert metrics.text == "up 1\n"
    assert metrics.headers["Content-Type"].startswith("text/plain; version=0.0.4")


async def test_metrics_with_a_token_are_read_with_it_alone() -> None:
    async with (
        node(metrics_token="scrape") as house,
        httpx.AsyncClient(base_url=house.server.url, trust_env=False) as client,
    ):
        without = await client.get("/metrics")
        wrong = await client.get("/metrics", headers={"Authorization": "Bearer scrap"})
        right = await client.get("/metrics", headers={"Authorization": "Bearer scrape"})
    assert [one.status_code for one in (without, wrong, right)] == [401, 401, 200]


async def test_the_page_for_phones_runs_no_foreign_script(client: httpx.AsyncClient) -> None:
    page = await client.get(f"/publish/{CAMERA}")
    script = await client.get("/publish-assets/publish.js")
    assert page.status_code == script.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert CAMERA not in page.text
    assert "<script>" not in page.text
    assert "style=" not in page.text


async def test_who_says_nothing_is_cut_off(house: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.node_server.impatient_protocol.PATIENCE_S", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.server.port)
    writer.write(b"POST /whip/x HTTP/1.1\r\nX: ")
    async with asyncio.timeout(20):
        assert await reader.read() == b""
    writer.close()


async def test_stopping_the_server_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    async with node() as house:
        publisher = Publisher(house.whip(), TOKEN)
        await publisher.publish()
    await publisher.close()
    await until(lambda: asyncio.all_tasks() <= before)
