"""Where devices publish: WHIP (RFC 9725)."""

from __future__ import annotations

import asyncio
import hmac
import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ingest.camera_source import CameraSource
from ingest.node_server.problem import Problem
from ingest.node_server.rate_limiter import RateLimiter
from ingest.webrtc.errors import (
    BadDescription,
    NoCommonVideo,
    TooManyPublishers,
    WebRtcMissing,
)
from ingest.webrtc.session_description import MAX_BYTES, SessionDescription
from ingest.webrtc.whip_hub import WhipHub
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

SDP = "application/sdp"
BODY_S = 10.0
MAX_DRAINED_BYTES = 1024 * 1024
"""Of a body that is too long so much is read and dropped: hung up on while it still sends, a client
would never see our answer."""
BUSY_RETRY_S = 30
_BEARER = "bearer "
_Handler = Callable[[Request], Awaitable[Response]]
_CORS = {
    # Whoever publishes shows a token in a header of its own, which no page has by itself: there
    # is no cookie that another site could ride on.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, Link, ETag, Accept-Post, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Max-Age": "7200",
}
ENDPOINT_METHODS = "POST, OPTIONS"
SESSION_METHODS = "DELETE, OPTIONS"


class WhipEndpoint:
    """Answers the requests of publishers.

    A camera's token is its password in the registry. A second publisher with the right token
    takes the first one's place. There is no trickle ICE and no ICE restart, so PATCH is refused
    (RFC 9725 §4.3.1); a device that changes networks publishes anew.

    Args:
        hub: Takes publishers in.
        sources: Finds a camera by its id; None if there is none.
        clock: For limits.
    """

    def __init__(
        self, hub: WhipHub, sources: Callable[[str], CameraSource | None], clock: Clock
    ) -> None:
        self._hub = hub
        self._sources = sources
        hub.recognise(lambda camera_id: _published_to(sources(camera_id)))
        self._requests = RateLimiter(clock, burst=60, per_minute=60)
        self._failures = RateLimiter(clock, burst=10, per_minute=6)

    async def endpoint(self, request: Request) -> Response:
        """Answer on ``/whip/{camera_id}``."""
        return await self._guarded(request, self._on_endpoint)

    async def session(self, request: Request) -> Response:
        """Answer on ``/whip/{camera_id}/{session_id}``."""
        return await self._guarded(request, self._on_session)

    async def _guarded(self, request: Request, answer: _Handler) -> Response:
        try:
            response = await answer(request)
        except Problem as problem:
            response = problem.response()
        response.headers.update(_CORS)
        return response

    async def _on_endpoint(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return self._options(request)
        if request.method != "POST":
            raise _not_allowed(request.method, ENDPOINT_METHODS)
        self._slow_down(request)
        source = self._authorized(request)
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != SDP:
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                Bilingual("请求内容不是 application/sdp", "the body is no application/sdp"),
                next_step=Bilingual("请用 WHIP 客户端发布", "publish with a WHIP client"),
                headers={"Accept-Post": SDP},
            )
        offer = await _read(request)
        try:
            session, answer = await self._hub.open(
                source.id, SessionDescription.parse(offer), source.password or ""
            )
        except BadDescription as error:
            raise Problem.of(HTTPStatus.BAD_REQUEST, error) from error
        except NoCommonVideo as error:
            raise Problem.of(HTTPStatus.UNPROCESSABLE_ENTITY, error) from error
        except (TooManyPublishers, WebRtcMissing) as error:
            headers = {"Retry-After": str(BUSY_RETRY_S)}
            raise Problem.of(HTTPStatus.SERVICE_UNAVAILABLE, error, headers) from error
        except TimeoutError as error:
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                Bilingual("ICE 服务器没有回答", "the ICE servers do not answer"),
                next_step=Bilingual("请稍后再试", "try again later"),
                headers={"Retry-After": str(BUSY_RETRY_S)},
            ) from error
        _log.debug("whip_publisher", camera=source.id)
        response = Response(
            answer.encode(),
            HTTPStatus.CREATED,
            {
                "Location": f"/whip/{source.id}/{session.session_id}",
                "ETag": f'"{session.etag}"',
                "Cache-Control": "no-store",
            },
            SDP,
        )
        self._add_links(response)
        return response

    async def _on_session(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return self._options(request)
        if request.method != "DELETE":
            raise _not_allowed(request.method, SESSION_METHODS)
        self._slow_down(request)
        source = self._authorized(request)
        session = self._hub.find(source.id, request.path_params["session_id"])
        if session is None:
            raise Problem(
                HTTPStatus.NOT_FOUND,
                Bilingual("没有这一推流会话", "there is no such session"),
                next_step=Bilingual("它可能已经结束", "it may be over already"),
            )
        await self._hub.end(session, Bilingual("推流端主动结束", "it said good-bye"))
        return Response(status_code=HTTPStatus.OK)

    def _options(self, request: Request) -> Response:
        """Answer browsers' questions before theirs (RFC 9725 §4.2, §4.6)."""
        response = Response(status_code=HTTPStatus.OK, headers={"Accept-Post": SDP, **_PREFLIGHT})
        if "authorization" in request.headers:
            # Not a browser's preflight: some clients ask for the ICE servers in advance.
            self._slow_down(request)
            self._authorized(request)
            self._add_links(response)
        return response

    def _add_links(self, response: Response) -> None:
        for server in self._hub.settings.ice_servers:
            response.headers.append("Link", server.link_header())

    def _slow_down(self, request: Request) -> None:
        address = _address(request)
        wait_s = max(self._requests.take(address), self._failures.wait_s(address))
        if wait_s > 0:
            raise Problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                Bilingual("请求过于频繁", "too many requests from this address"),
                next_step=Bilingual("请稍后再试", "try again later"),
                headers={"Retry-After": str(math.ceil(wait_s))},
            )

    def _authorized(self, request: Request) -> CameraSource:
        """Return the camera that the request may speak for."""
        header = request.headers.get("authorization", "")
        if header[: len(_BEARER)].lower() != _BEARER:
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                Bilingual("缺少 Bearer 令牌", "no Bearer token"),
                next_step=_token_step(),
                headers={"WWW-Authenticate": 'Bearer realm="whip"'},
            )
        source = self._sources(request.path_params["camera_id"])
        if source is None or not _published_to(source):
            self._failures.take(_address(request))
            raise Problem(
                HTTPStatus.NOT_FOUND,
                Bilingual("没有这一摄像机，或它不接受推流", "no such camera that is published to"),
                next_step=Bilingual(
                    "请检查摄像机编号；其地址应为 whip:",
                    "check the camera's id; its stream must be whip:",
                ),
            )
        if not source.password:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                Bilingual("该摄像机没有设置推流令牌", "the camera has no token to publish with"),
                next_step=Bilingual("请为它登记密码", "register a password for it"),
            )
        given = header[len(_BEARER) :].strip().encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, source.password.encode()):
            self._failures.take(_address(request))
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                Bilingual("Bearer 令牌不对", "the Bearer token is wrong"),
                next_step=_token_step(),
                headers={"WWW-Authenticate": 'Bearer realm="whip", error="invalid_token"'},
            )
        return source


async def _read(request: Request) -> bytes:
    """Read the body, no more than an offer takes and no longer than it may."""
    body = bytearray()
    size = 0
    try:
        async with asyncio.timeout(BODY_S):
            async for part in request.stream():
                size += len(part)
                if size <= MAX_BYTES:
                    body += part
                elif size > MAX_DRAINED_BYTES:
                    break
    except (TimeoutError, ClientDisconnect) as error:
        raise Problem(
            HTTPStatus.REQUEST_TIMEOUT,
            Bilingual("请求没有按时发完", "the request did not come whole in time"),
            headers={"Connection": "close"},
        ) from error
    if size > MAX_BYTES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            Bilingual(
                f"会话描述超过 {MAX_BYTES} 字节", f"the offer is longer than {MAX_BYTES} bytes"
            ),
            headers={"Connection": "close"},
        )
    return bytes(body)


def _published_to(source: CameraSource | None) -> bool:
    return source is not None and source.url.lower().startswith("whip:")


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _token_step() -> Bilingual:
    return Bilingual(
        "请使用该摄像机登记的密码作为令牌", "use the camera's registered password as the token"
    )


def _not_allowed(method: str, allowed: str) -> Problem:
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        Bilingual(f"此处不支持 {method}", f"{method} is not supported here"),
        next_step=Bilingual(f"可用：{allowed}", f"allowed are {allowed}"),
        headers={"Allow": allowed},
    )
