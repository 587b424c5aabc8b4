"""Opens connections to cameras, and only where this machine may look."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from ipaddress import ip_address

from ingest.errors import CameraUnreachable
from ingest.finding.address_policy import Address, AddressPolicy
from ingest.finding.errors import NameNotFound
from ingest.rtsp.connection import Connection
from ingest.rtsp.connector import Connector
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError

MAX_ADDRESSES = 4

Lookup = Callable[[str], Awaitable[list[Address]]]


async def look_up(host: str) -> list[Address]:
    """Return the addresses of a host; one that is written as an address needs no name server.

    Raises:
        socket.gaierror: it has none.
    """
    try:
        return [ip_address(host.partition("%")[0])]
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    # In order, each once.
    return list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found))


class GuardedConnector(Connector):
    """Like its parent, with every address checked before it is connected to, redirects too.

    A name is looked up once, and the connection goes to what was checked: a name server that
    answers otherwise the second time changes nothing. Only where a certificate has to match the
    name is it looked up again; then the certificate guards.

    Args:
        settings: Limits.
        trust: Which certificates are believed.
        policy: Which addresses may be connected to.
        lookup: Finds the addresses of a name.
    """

    def __init__(
        self,
        settings: RtspSettings,
        trust: TlsTrust,
        policy: AddressPolicy,
        lookup: Lookup = look_up,
    ) -> None:
        super().__init__(settings, trust)
        self._policy = policy
        self._lookup = lookup
        self._limit_s = settings.connect_timeout_s
        self._trusts_a_pin = trust.pinned_sha256 is not None

    async def open(self, url: RtspUrl, pinned_sha256: str | None = None) -> Connection:
        """Connect to the host of an address.

        Raises:
            AddressRefused: it may not be looked at.
            NameNotFound: the name has no address.
            CameraUnreachable: no connection.
            CertificateRefused: its certificate is not trusted.
            TooSlow: no connection within the limit.
        """
        addresses = await self._addresses(url)
        for address in addresses:
            self._policy.check(address, url.authority)
        if url.secure and not (pinned_sha256 or self._trusts_a_pin):
            return await super().open(url, pinned_sha256)
        failure: SharpEyesError | None = None
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return await super().open(replace(url, host=str(address)), pinned_sha256)
            except CameraUnreachable as error:
                failure = error
        raise failure or self._no_address(url)

    async def _addresses(self, url: RtspUrl) -> list[Address]:
        try:
            async with asyncio.timeout(self._limit_s):
                found = await self._lookup(url.host)
        except (OSError, TimeoutError, UnicodeError) as error:
            raise self._no_address(url) from error
        if not found:
            raise self._no_address(url)
        return found

    def _no_address(self, url: RtspUrl) -> NameNotFound:
        reason = Bilingual(f"无法解析主机名 {url.host}", f"no address for {url.host}")
        return NameNotFound(str(url), reason)
