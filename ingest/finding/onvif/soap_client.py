"""One question at a time to one device, by SOAP over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from types import TracebackType
from typing import Self

import httpx

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.discovery.probe_message import SOAP
from ingest.finding.errors import (
    AddressRefused,
    DeviceAnswersOddly,
    DeviceRefusesLogin,
    DeviceUnreachable,
)
from ingest.finding.onvif.service_address import ServiceAddress
from ingest.finding.onvif.soap_fault import SoapFault
from ingest.finding.onvif.username_token import username_token
from ingest.finding.xml.xml_element import XmlElement
from ingest.finding.xml.xml_reader import MAX_BYTES, UnreadableXml, read_xml
from ingest.rtsp.authenticator import Authenticator, Verdict
from ingest.rtsp.credentials import Credentials
from sharp_eyes.bilingual import Bilingual

CALL_TIMEOUT_S = 8.0
_NOT_LET_IN = frozenset({401, 403})


class SoapClient:
    """Asks one device; an async context manager.

    User name and password go out as a digest, in the message and, if the device asks for it, in
    HTTP's own way (RFC 7616): never in clear. After the first refusal nothing more is asked with
    them, since many devices lock out after a few tries.

    Args:
        host: The device, an IP address: the only one that is connected to.
        policy: Says whether it may be.
        credentials: Its user name and password, if there are any.
        new_nonce: Makes bytes never used before.
        now: Our clock, UTC.
        call_timeout_s: For one answer.
        max_bytes: Of one answer.

    Attributes:
        clock_offset: The device's clock less ours, once it is known.
    """

    def __init__(
        self,
        host: str,
        policy: AddressPolicy,
        credentials: Credentials | None,
        new_nonce: Callable[[], bytes],
        now: Callable[[], datetime],
        *,
        call_timeout_s: float = CALL_TIMEOUT_S,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.host = host
        self.clock_offset = timedelta()
        self._policy = policy
        self._credentials = credentials
        self._new_nonce = new_nonce
        self._now = now
        self._call_timeout_s = call_timeout_s
        self._max_bytes = max_bytes
        self._refused = False
        self._digest = Authenticator(credentials, lambda: new_nonce().hex())
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(call_timeout_s, connect=min(4.0, call_timeout_s)),
            follow_redirects=False,
            # No proxy: whether one may be asked for this address is not ours to know.
            trust_env=False,
            verify=_self_signed_context(),
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=1),
        )

    async def __aenter__(self) -> Self:
        """Nothing is sent yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._http.aclose()

    async def ask(
        self, service: ServiceAddress, action: str, body: str, *, named: bool = True
    ) -> XmlElement:
        """Ask one question.

        Args:
            service: Where; its host has to be this client's.
            action: SOAP action.
            body: What stands in the envelope's body.
            named: Whether to say who asks.

        Returns:
            The first element of the answer's body.

        Raises:
            AddressRefused: another host, or one that may not be looked at.
            DeviceUnreachable: no answer.
            DeviceRefusesLogin: user name and password missing or wrong.
            DeviceAnswersOddly: no SOAP, too long, or an error without words.
            SoapFault: the device refuses.
        """
        self._check(service)
        credentials = self._credentials if named else None
        if credentials is not None and self._refused:
            raise DeviceRefusesLogin(self.host, given=True)
        try:
            async with asyncio.timeout(self._call_timeout_s):
                status, data = await self._post(service, action, body, credentials)
        except (httpx.HTTPError, OSError, TimeoutError, ssl.SSLError) as error:
            raise DeviceUnreachable(self.host, _explain(error, self._call_timeout_s)) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise self._odd("地址有误", "a malformed address") from error
        try:
            return self._answer(status, data, named=credentials is not None)
        except DeviceRefusesLogin:
            self._refused = credentials is not None
            raise

    def _check(self, service: ServiceAddress) -> None:
        if service.host != self.host:
            reason = Bilingual(
                f"它不是应答的设备 {self.host}", f"it is not the device that answered, {self.host}"
            )
            raise AddressRefused(service.authority, reason)
        self._policy.check(ip_address(self.host), self.host)

    async def _post(
        self, service: ServiceAddress, action: str, body: str, credentials: Credentials | None
    ) -> tuple[int, bytes]:
        status, challenges, data = await self._send(service, action, body, credentials)
        if status != httpx.codes.UNAUTHORIZED or credentials is None:
            return status, data
        # Some want HTTP's own digest instead of, or beside, the one in the message.
        verdict = self._digest.challenged(challenges, answered=self._digest.ready)
        signed = self._digest.authorization("POST", service.path) or ""
        if verdict is not Verdict.RETRY or not signed.startswith("Digest "):
            return status, data
        status, _, data = await self._send(service, action, body, credentials, signed)
        if status < httpx.codes.BAD_REQUEST:
            self._digest.accepted()
        return status, data

    async def _send(
        self,
        service: ServiceAddress,
        action: str,
        body: str,
        credentials: Credentials | None,
        signed: str = "",
    ) -> tuple[int, list[str], bytes]:
        """Send a request; return the answer's status, its challenges and its body."""
        headers = {
            "Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"',
            "User-Agent": "SharpEyes",
            "Accept-Encoding": "identity",
        }
        if signed:
            headers["Authorization"] = signed
        async with self._http.stream(
            "POST", str(service), content=self._envelope(body, credentials), headers=headers
        ) as response:
            data = bytearray()
            # Raw: a small answer that unpacks to a large one is not unpacked.
            async for part in response.aiter_raw(65_536):
                data += part
                if len(data) > self._max_bytes:
                    raise self._odd(
                        f"超过 {self._max_bytes} 字节", f"it is longer than {self._max_bytes} bytes"
                    )
            challenges = response.headers.get_list("www-authenticate")
            return response.status_code, challenges, bytes(data)

    def _envelope(self, body: str, credentials: Credentials | None) -> bytes:
        header = ""
        if credentials is not None:
            token = username_token(credentials, self._new_nonce(), self._now() + self.clock_offset)
            header = f"<s:Header>{token}</s:Header>"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}">'
            f"{header}<s:Body>{body}</s:Body></s:Envelope>"
        ).encode()

    def _answer(self, status: int, data: bytes, *, named: bool) -> XmlElement:
        body = None
        with contextlib.suppress(UnreadableXml):
            body = read_xml(data, self._max_bytes).find("Body")
        first = body.children[0] if body is not None and body.children else None
        if first is not None and first.local == "Fault":
            fault = SoapFault(first)
            if fault.not_let_in or status in _NOT_LET_IN:
                raise DeviceRefusesLogin(self.host, given=named)
            raise fault
        if status in _NOT_LET_IN:
            raise DeviceRefusesLogin(self.host, given=named)
        if status != httpx.codes.OK:
            raise self._odd(f"HTTP 状态 {status}", f"HTTP status {status}")
        if first is None:
            raise self._odd("不是 SOAP", "it is no SOAP")
        return first

    def _odd(self, zh: str, en: str) -> DeviceAnswersOddly:
        return DeviceAnswersOddly(self.host, Bilingual(zh, en))


def _self_signed_context() -> ssl.SSLContext:
    """Believe any certificate: devices sign their own, and only digests go over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _explain(error: Exception, limit_s: float) -> Bilingual:
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return Bilingual(f"{limit_s:g} 秒内没有应答", f"no answer within {limit_s:g} s")
    if isinstance(error, httpx.ConnectError):
        return Bilingual("连接被拒绝或没有路由", "connection refused, or no way to it")
    if isinstance(error, httpx.RemoteProtocolError):
        return Bilingual("不是 HTTP", "what answers is no HTTP")
    return Bilingual("连接中断", "the connection broke")
