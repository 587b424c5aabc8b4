"""At which addresses this machine may look when somebody asks it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

from ingest.finding.errors import AddressRefused
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

NETWORKS = "SHARP_EYES_FINDING_NETWORKS"
"""Where the node looks for cameras: networks by ',', ``any``, or ``none``."""
NEVER = "none"
ANYWHERE = "any"
MAX_NETWORKS = 64

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_METADATA = frozenset(
    ip_address(text)
    for text in (
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)
"""Where clouds tell a machine its own secrets, beside 169.254.169.254, which is link-local."""
_WRAPPING = tuple(IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))
"""IPv6 addresses that lead to an IPv4 address by a translator: RFC 6052, RFC 8215, RFC 3056."""
_TEREDO = IPv6Network("2001::/32")
"""RFC 4380."""


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which addresses may be connected to.

    What no camera has is refused whatever the networks say: link-local addresses, with the
    metadata services of clouds among them, multicast, reserved ones, and IPv6 addresses that a
    translator would turn into others. Loopback has to be named: it holds this machine's own
    services.

    Attributes:
        networks: Only there; empty for anywhere but loopback.
        looks: False where nothing is looked at for anybody.
    """

    networks: tuple[Network, ...] = ()
    looks: bool = True

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read networks separated by commas.

        Args:
            text: For example ``10.8.0.0/16,127.0.0.0/8``; ``any`` or ``none``.

        Raises:
            BadInput: one is no network.
        """
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if parts == [NEVER]:
            return cls(looks=False)
        if parts in ([], [ANYWHERE]):
            return cls()
        try:
            return cls(tuple(ip_network(part, strict=False) for part in parts[:MAX_NETWORKS]))
        except ValueError as error:
            raise BadInput(
                Bilingual(f"网段“{text}”有误", f"the networks {text!r} cannot be read"),
                next_step=Bilingual(
                    "例如 10.8.0.0/16,192.168.1.0/24；any 为不限，none 为不查找",
                    "for example 10.8.0.0/16,192.168.1.0/24; any for anywhere, none for never",
                ),
            ) from error

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the setting of this machine.

        Raises:
            BadInput: it holds no networks.
        """
        return cls.parse(environment.get(NETWORKS, ANYWHERE))

    @classmethod
    def of_a_person(cls) -> Self:
        """Return what somebody at this machine's own terminal may look at: loopback too."""
        return cls(tuple(ip_network(one) for one in ("0.0.0.0/0", "::/0")))

    def check(self, address: Address, shown: str) -> None:
        """Refuse an address that may not be looked at.

        Args:
            address: Where a connection would go.
            shown: How it was written, for the message.

        Raises:
            AddressRefused: with the reason.
        """
        reason = self._reason(address)
        if reason is not None:
            raise AddressRefused(shown, reason)

    def _reason(self, address: Address) -> Bilingual | None:
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            return self._reason(address.ipv4_mapped)
        if not self.looks:
            return Bilingual("本节点不查找摄像机", "this node looks for no cameras")
        if address in _METADATA or address.is_link_local:
            return Bilingual("链路本地或云主机元数据地址", "a link-local or metadata address")
        if address.is_multicast or address.is_unspecified:
            return Bilingual("不是单台设备的地址", "it is no single device's address")
        if isinstance(address, IPv6Address):
            if any(address in network for network in (*_WRAPPING, _TEREDO)):
                return Bilingual("转换地址", "it leads to another address by a translator")
        elif address.is_reserved:
            return Bilingual("保留地址", "it is reserved")
        if self.networks:
            if not any(address in network for network in self.networks):
                return Bilingual("不在允许的网段内", "it is in none of the networks allowed")
        elif address.is_loopback:
            return Bilingual("本机回环地址", "it is this machine's own loopback")
        return None
