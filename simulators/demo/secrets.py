"""Passwords of one demo run: fresh each time, so that no default one exists."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

_UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0 and o, no 1, i and l: somebody types this from a terminal into a browser."""


@dataclass(frozen=True, slots=True)
class DemoSecrets:
    """One run's secrets; none of them is ever printed but the sign-in password.

    Attributes:
        sign_in: Password of the wall's user, about 64 bits.
        node_token: Bearer token of the node.
        camera: Password of the simulated cameras.
        broker_centre: The centre's password at the broker.
        broker_node: The node's password at the broker.
    """

    sign_in: str = field(repr=False)
    node_token: str = field(repr=False)
    camera: str = field(repr=False)
    broker_centre: str = field(repr=False)
    broker_node: str = field(repr=False)

    @classmethod
    def fresh(cls) -> DemoSecrets:
        """Make secrets from the system's random source."""
        sign_in = "-".join(
            "".join(secrets.choice(_UNMISTAKABLE) for _ in range(4)) for _ in range(3)
        )
        return cls(
            sign_in,
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(16),
            secrets.token_urlsafe(16),
            secrets.token_urlsafe(16),
        )
