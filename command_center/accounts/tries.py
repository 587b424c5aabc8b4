"""What failed sign-ins are counted by."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass

FREE_TRIES = 5
"""Failures in a row before the first wait: people mistype."""

ADDRESS_FREE_TRIES = 20
"""The same for all names tried from one address, behind which several people may sit."""

_IPV6_PREFIX = 64
"""Whoever has one address of IPv6 has all of its network (RFC 6177)."""


@dataclass(frozen=True, slots=True)
class Tries:
    """One count.

    Attributes:
        key: sha256 of what is counted, hexadecimal.
        free: Failures in a row before the first wait.
        forgiven: Whether a success forgets it.
    """

    key: str
    free: int
    forgiven: bool = True


def at_the_door(username: str, address: str) -> tuple[Tries, ...]:
    """Return the counts of a password: by name and address together, and by address alone.

    Not by name alone: then anybody could lock a duty officer out.

    Args:
        username: What was typed.
        address: Where from.
    """
    network = _network(address)
    return (
        Tries(_key("name", username.casefold(), network), FREE_TRIES),
        # Else one's own account would make up for guessing at those of others.
        Tries(_key("address", network), ADDRESS_FREE_TRIES, forgiven=False),
    )


def of_codes(user_id: int) -> tuple[Tries, ...]:
    """Return the count of an account's codes, from wherever they come.

    Six digits are few, and whoever tries them knows the password already: nobody else can lock
    the account with it.

    Args:
        user_id: Whose.
    """
    return (Tries(_key("code", str(user_id)), FREE_TRIES),)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
    return str(parsed)


def _key(*parts: str) -> str:
    # Lone surrogates can be typed, and written nowhere.
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
