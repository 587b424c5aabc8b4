"""What a server is called by whoever opens its page."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAME = re.compile(
    r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"
)
"""RFC 1123, section 2.1, in small letters."""

_OWN_NETWORKS: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    # RFC 1918, loopback, link-local, unique local (RFC 4193).
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)


@dataclass(frozen=True, slots=True)
class ServerNames:
    """Host names and addresses.

    Attributes:
        names: Host names, small letters.
        addresses: IP addresses.
    """

    names: tuple[str, ...]
    addresses: tuple[Address, ...]

    @classmethod
    def parse(cls, texts: Iterable[str]) -> ServerNames:
        """Read what was typed.

        Args:
            texts: Host names and addresses, mixed.

        Raises:
            BadInput: one is neither, or there is none.
        """
        names: dict[str, None] = {}
        addresses: dict[Address, None] = {}
        for text in texts:
            try:
                addresses[ipaddress.ip_address(text.strip().strip("[]"))] = None
            except ValueError:
                names[_host_name(text)] = None
        if not names and not addresses:
            raise BadInput(
                Bilingual("没有给出名称或地址", "no name and no address was given"),
                next_step=Bilingual(
                    "给出打开页面时所用的每个名称和地址，例如 wall.town.lan 192.168.1.10",
                    "give each name and address by which the page is opened, for example "
                    "wall.town.lan 192.168.1.10",
                ),
            )
        return cls(tuple(names), tuple(addresses))

    @classmethod
    def of(cls, certificate: x509.Certificate) -> ServerNames:
        """Return what a certificate is for."""
        try:
            extension = certificate.extensions.get_extension_for_class(
                x509.SubjectAlternativeName
            ).value
        except x509.ExtensionNotFound:
            return cls((), ())
        return cls(
            tuple(extension.get_values_for_type(x509.DNSName)),
            tuple(
                address
                for address in extension.get_values_for_type(x509.IPAddress)
                if isinstance(address, Address)
            ),
        )

    def alternatives(self) -> x509.SubjectAlternativeName:
        """Return them as a certificate holds them (RFC 5280, section 4.2.1.6)."""
        return x509.SubjectAlternativeName(
            [x509.DNSName(name) for name in self.names]
            + [x509.IPAddress(address) for address in self.addresses]
        )

    def constraints(self) -> x509.NameConstraints:
        """Return what an authority may vouch for: these, what lies under them, private networks.

        Who installs the authority on a telephone gives it power over nothing else (RFC 5280,
        section 4.2.1.10).
        """
        networks = list(_OWN_NETWORKS)
        networks += [
            ipaddress.ip_network(address) for address in self.addresses if not _is_own(address)
        ]
        names = dict.fromkeys((*self.names, "localhost"))
        return x509.NameConstraints(
            permitted_subtrees=[x509.DNSName(name) for name in names]
            + [x509.IPAddress(network) for network in networks],
            excluded_subtrees=None,
        )

    def outside(self, constraints: x509.NameConstraints) -> tuple[str, ...]:
        """Return those that an authority must not vouch for."""
        permitted = constraints.permitted_subtrees or []
        names = [one.value for one in permitted if isinstance(one, x509.DNSName)]
        networks = [
            one.value
            for one in permitted
            if isinstance(one, x509.IPAddress) and isinstance(one.value, Network)
        ]
        strange = [
            name
            for name in self.names
            if not any(name == one or name.endswith(f".{one}") for one in names)
        ]
        strange += [
            str(address)
            for address in self.addresses
            if not any(
                address.version == network.version and address in network for network in networks
            )
        ]
        return tuple(strange)

    def __str__(self) -> str:
        """As they are typed, with blanks between."""
        return " ".join((*self.names, *map(str, self.addresses)))


def _is_own(address: Address) -> bool:
    return any(
        address.version == network.version and address in network for network in _OWN_NETWORKS
    )


def _host_name(text: str) -> str:
    name = text.strip().rstrip(".").lower()
    if not _NAME.fullmatch(name) or name.replace(".", "").isdigit():
        raise BadInput(
            Bilingual(f"“{text}”不是主机名或 IP 地址", f"{text!r} is no host name and no address"),
            next_step=Bilingual(
                "不带 https:// 与端口，例如 wall.town.lan 或 192.168.1.10",
                "without https:// and port, for example wall.town.lan or 192.168.1.10",
            ),
        )
    return name
