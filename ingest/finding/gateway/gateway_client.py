"""A gateway's list by HTTP."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.gateway.gateway_files import GatewayAnswers
from ingest.finding.gateway.gateway_list import MAX_RECORDS, GatewayPage, read_page
from ingest.finding.guarded_connector import Lookup, look_up
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Refused, TryAgain

PAGE = 200
MAX_PAGES = MAX_RECORDS // PAGE
MAX_ANSWER_BYTES = 8 * 1024 * 1024
CALL_TIMEOUT_S = 20.0
_NOT_LET_IN = frozenset({401, 403})


class GatewayClient:
    """Asks a WVP-PRO; an async context manager.

    Args:
        base: ``http[s]://host[:port]``.
        token: Of a signed-in user, or an API key.
        policy: Which addresses may be connected to.
        api_key: Whether the token is an API key of the gateway.
        lookup: Finds the addresses of a name.

    Raises:
        BadInput: the address is none.
    """

    def __init__(
        self,
        base: str,
        token: str,
        policy: AddressPolicy,
        *,
        api_key: bool = False,
        lookup: Lookup = look_up,
    ) -> None:
        self._base = _base(base)
        self._policy = policy
        self._lookup = lookup
        # Both are WVP-PRO's own names.
        header = "api-key" if api_key else "access-token"
        self._http = httpx.AsyncClient(
            headers={header: token, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(CALL_TIMEOUT_S, connect=5.0),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        """Check the address; nothing is sent yet.

        Raises:
            AddressRefused: it may not be looked at.
            TryAgain: its name has no address.
        """
        host = urlsplit(self._base).hostname or ""
        try:
            for address in await self._lookup(host):
                self._policy.check(address, host)
        except OSError as error:
            await self._http.aclose()
            raise _unreachable(self._base, "no address") from error
        except BaseException:
            await self._http.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._http.aclose()

    async def everything(self) -> GatewayAnswers:
        """Read all devices and all their channels.

        Raises:
            TryAgain: the gateway does not answer.
            Refused: it does not take the token.
            BadInput: what it answers is no list.
        """
        answers = GatewayAnswers()
        for page in await self._pages("/api/device/query/devices", ""):
            answers.add(page)
        for device in list(answers.devices):
            code = quote(device.code, safe="")
            path = f"/api/device/query/devices/{code}/channels"
            for page in await self._pages(path, device.code):
                answers.add(page)
            if len(answers.channels) > MAX_RECORDS:
                raise BadInput(Bilingual("通道过多", f"more than {MAX_RECORDS} channels"))
        return answers

    async def _pages(self, path: str, device: str) -> list[GatewayPage]:
        pages: list[GatewayPage] = []
        read = 0
        for number in range(1, MAX_PAGES + 1):
            answer = await self._get(f"{path}?page={number}&count={PAGE}")
            page = read_page(answer, where=self._base, device=device)
            pages.append(page)
            taken = len(page.devices) + len(page.channels)
            read += taken
            if not taken or read >= page.total:
                break
        return pages

    async def _get(self, path: str) -> Any:
        data = bytearray()
        try:
            async with (
                asyncio.timeout(CALL_TIMEOUT_S),
                self._http.stream("GET", self._base + path) as response,
            ):
                if response.status_code in _NOT_LET_IN:
                    raise Refused(
                        Bilingual("网关拒绝了令牌", "the gateway does not take the token"),
                        next_step=Bilingual(
                            "请在网关重新生成，并设置 SHARP_EYES_GATEWAY_TOKEN",
                            "have a new one made there and set SHARP_EYES_GATEWAY_TOKEN",
                        ),
                    )
                if response.status_code != httpx.codes.OK:
                    raise _unreachable(self._base, f"HTTP status {response.status_code}")
                async for part in response.aiter_raw(65_536):
                    data += part
                    if len(data) > MAX_ANSWER_BYTES:
                        raise BadInput(
                            Bilingual("网关的应答过长", "an answer of the gateway is too long")
                        )
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            raise _unreachable(self._base, type(error).__name__) from error
        try:
            return httpx.Response(200, content=bytes(data)).json()
        except (ValueError, RecursionError) as error:
            raise BadInput(
                Bilingual("网关的应答不是 JSON", "the gateway's answer is no JSON"),
                next_step=Bilingual("请核对地址和端口", "check the address and its port"),
            ) from error


def _base(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise BadInput(
            Bilingual("网关地址有误", "the gateway's address cannot be read"),
            next_step=Bilingual("例如 http://10.0.0.5:18080", "for example http://10.0.0.5:18080"),
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _unreachable(base: str, why: str) -> TryAgain:
    return TryAgain(
        Bilingual(f"网关 {base} 无法访问：{why}", f"the gateway {base} cannot be reached: {why}"),
        next_step=Bilingual("请检查地址、端口和网络", "check address, port and network"),
    )
