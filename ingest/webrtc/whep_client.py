"""The HTTP half of a WHEP subscription (draft-ietf-wish-whep)."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import httpx

from ingest.errors import CameraUnreachable, CertificateRefused
from ingest.rtsp.tls_trust import TlsTrust
from ingest.webrtc.errors import WhepRefusal, WhepUnauthorized
from ingest.webrtc.session_description import MAX_BYTES
from ingest.webrtc.whep_address import WhepAddress
from sharp_eyes.bilingual import Bilingual

MAX_REDIRECTS = 3
GOODBYE_S = 1.0


class WhepClient:
    """One subscription's requests.

    Args:
        address: Where to subscribe.
        token: Bearer token, or None.
        trust: Which certificates are believed; a pinned one is compared before the token is sent.
        context: Made by ``trust``.
        timeout_s: For one request.
    """

    def __init__(
        self,
        address: WhepAddress,
        token: str | None,
        trust: TlsTrust,
        context: ssl.SSLContext,
        timeout_s: float,
    ) -> None:
        self._address = address
        self._token = token
        self._trust = trust
        self._timeout_s = timeout_s
        self._session: str | None = None
        # The machine's proxy settings are not for cameras.
        self._client = httpx.AsyncClient(verify=context, timeout=timeout_s, trust_env=False)

    async def subscribe(self, offer: str) -> bytes:
        """Post our offer.

        Args:
            offer: SDP.

        Returns:
            The answer as received; not checked.

        Raises:
            CameraUnreachable: nobody answers, or not HTTP.
            CertificateRefused: it is not the one that is pinned.
            WhepUnauthorized: our token is refused.
            WhepRefusal: another answer than 201.
        """
        url = self._address.url
        try:
            async with asyncio.timeout(self._timeout_s):
                for _ in range(MAX_REDIRECTS + 1):
                    status, headers, body = await self._post(url, offer)
                    if status not in (307, 308) or "location" not in headers:
                        break
                    url = urljoin(url, headers["location"])
        except TimeoutError as error:
            raise self._unreachable("超时", "no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            text = f"{type(error).__name__}: {error}"[:200]
            raise self._unreachable(text, text) from error
        if status in (401, 403):
            raise WhepUnauthorized(self._address.shown, status)
        if status != 201:
            raise WhepRefusal(self._address.shown, status)
        if location := headers.get("location"):
            with contextlib.suppress(ValueError):
                self._session = urljoin(url, location)
        return body

    async def close(self) -> None:
        """Delete the subscription, if there is one; failing to is no failure."""
        session, self._session = self._session, None
        try:
            if session is not None:
                with contextlib.suppress(
                    TimeoutError, httpx.HTTPError, httpx.InvalidURL, CertificateRefused, OSError
                ):
                    async with asyncio.timeout(GOODBYE_S):
                        await self._client.delete(
                            session,
                            headers=self._authorization(session),
                            extensions={"trace": self._check_certificate},
                        )
        finally:
            await self._client.aclose()

    async def _post(self, url: str, offer: str) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Content-Type": "application/sdp", **self._authorization(url)}
        body = bytearray()
        async with self._client.stream(
            "POST",
            url,
            content=offer.encode(),
            headers=headers,
            extensions={"trace": self._check_certificate},
        ) as response:
            async for part in response.aiter_bytes():
                body += part
                if len(body) > MAX_BYTES:
                    raise self._unreachable("回答过长", "its answer is too long")
            return response.status_code, response.headers, bytes(body)

    def _authorization(self, url: str) -> dict[str, str]:
        """The token goes to the place that it was given for, and to no other."""
        here, there = urlsplit(self._address.url), urlsplit(url)
        if self._token is None or (here.scheme, here.netloc) != (there.scheme, there.netloc):
            return {}
        return {"Authorization": f"Bearer {self._token}"}

    async def _check_certificate(self, event: str, info: Mapping[str, object]) -> None:
        if event != "connection.start_tls.complete" or self._trust.pinned_sha256 is None:
            return
        stream = info["return_value"]
        found = stream.get_extra_info("ssl_object")  # type: ignore[attr-defined]
        certificate = found.getpeercert(binary_form=True) if found is not None else None
        if not self._trust.accepts(certificate):
            raise CertificateRefused(self._address.shown, "指纹不符 / its fingerprint is another")

    def _unreachable(self, zh: str, en: str) -> CameraUnreachable:
        return CameraUnreachable(self._address.shown, Bilingual(zh, en))
