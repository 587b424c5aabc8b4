"""One writing for each host."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

MAX_HOSTS_BYTES = 700_000
"""What the hosts of a task may take together: a county's 18,000 cameras take half of it."""


def canonical_host(host: str) -> str:
    """Return a host as it is compared: in lower case, an address in its one usual writing.

    ``3232235786``, ``0xc0.0xa8.1.10`` and ``[::ffff:192.168.1.10]`` are all 192.168.1.10: a
    connection takes what ``inet_aton`` takes (POSIX), and an IPv4 address inside of an IPv6 one
    (RFC 4291, section 2.5.5.2) leads to the same device.

    Args:
        host: Name or address, without brackets.
    """
    plain = host.strip().lower().rstrip(".")
    bare = plain.partition("%")[0]
    try:
        return canonical_address(ip_address(bare))
    except ValueError:
        pass
    # It reads names too, if they begin like a number and have a space in them.
    if bare[:1].isdigit() and not any(letter.isspace() for letter in bare):
        try:
            return str(IPv4Address(socket.inet_aton(bare)))
        except (OSError, ValueError):
            return plain
    return plain


def canonical_address(address: IPv4Address | IPv6Address) -> str:
    """Return the one writing of an address, without its zone."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address)))
    return str(address)


def is_address(host: str) -> bool:
    """Tell whether a canonical host is an address, not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
