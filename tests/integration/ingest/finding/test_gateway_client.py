"""A gateway is asked by HTTP, page by page, with its token."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.errors import AddressRefused
from ingest.finding.gateway.gateway_client import PAGE, GatewayClient
from sharp_eyes.errors import BadInput, Refused, TryAgain
from simulators.onvif.http_message import read_request

ANSWERS = Path(__file__).parents[3] / "unit/ingest/finding/gateway_answers"
LOOPBACK = AddressPolicy.parse("127.0.0.0/8")
TOKEN = "gateway-token"


def records(name: str) -> list[object]:
    data = json.loads((ANSWERS / name).read_text("utf-8"))
    return (data.get("data") or data)["list"]


@asynccontextmanager
async def gateway(answer: bytes | None = None, many: int = 0) -> AsyncIterator[str]:
    """A WVP that answers as recorded, or this to everything; ``many`` channels more."""

    def page(path: str) -> bytes:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        number, count = int(query["page"][0]), int(query["count"][0])
        steps = parts.path.split("/")
        if steps[-1] == "channels":
            found = records(f"channels_{steps[-2]}.json")
            found += [
                {"deviceId": f"3704990100131{n:07d}", "name": f"n{n}"} for n in range(10, many)
            ]
        else:
            found = records("devices.json")
        part = found[(number - 1) * count : number * count]
        return json.dumps({"code": 0, "data": {"total": len(found), "list": part}}).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            status, body = 200, answer if answer is not None else b""
            if request.headers.get("access-token") != TOKEN:
                status, body = 401, b"{}"
            elif answer is None:
                body = page(request.path)
            head = f"HTTP/1.1 {status} -\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as made:
        yield f"http://127.0.0.1:{made.sockets[0].getsockname()[1]}"


async def test_all_devices_and_channels_are_read() -> None:
    async with gateway() as base, GatewayClient(base, TOKEN, LOOPBACK) as client:
        answers = await client.everything()
    assert len(answers.devices) == 2
    assert len(answers.channels) == 9
    assert all(channel.device for channel in answers.channels)


async def test_pages_are_read_to_the_end() -> None:
    async with gateway(many=2 * PAGE + 50) as base, GatewayClient(base, TOKEN, LOOPBACK) as client:
        answers = await client.everything()
    assert len(answers.channels) == 9 + 2 * (2 * PAGE + 40)


async def test_a_wrong_token_is_said() -> None:
    async with gateway() as base, GatewayClient(base, "wrong", LOOPBACK) as client:
        with pytest.raises(Refused, match="token"):
            await client.everything()


@pytest.mark.parametrize("answer", [b"<html>", b"[[[[", b'{"code": 500, "msg": "no"}'])
async def test_answers_that_are_no_list_are_said(answer: bytes) -> None:
    async with gateway(answer) as base, GatewayClient(base, TOKEN, LOOPBACK) as client:
        with pytest.raises(BadInput):
            await client.everything()


async def test_a_gateway_that_is_not_there_is_said() -> None:
    async with gateway() as base:
        pass
    async with GatewayClient(base, TOKEN, LOOPBACK) as client:
        with pytest.raises(TryAgain):
            await client.everything()


async def test_a_gateway_where_nobody_may_look_is_not_asked() -> None:
    with pytest.raises(AddressRefused):
        async with GatewayClient("http://169.254.169.254", TOKEN, LOOPBACK):
            pass


@pytest.mark.parametrize("text", ["ftp://x", "http://u:p@x", "x", "http://", "http://x:99999"])
def test_an_address_that_is_none_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        GatewayClient(text, TOKEN, LOOPBACK)
