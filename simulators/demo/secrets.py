"""Passwords of one demo run: fresh each time, so that no default one exists."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sharp_eyes.private_file import write_private

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
    def of_folder(cls, folder: Path) -> DemoSecrets:
        """Return the secrets of an earlier run on the same folder, else fresh ones, kept there.

        The database of that run knows its user's password; another one would not let anybody in.

        Args:
            folder: The run's private folder.
        """
        file = folder / "demo-secrets.json"
        if file.is_file():
            known: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
            return cls(**known)
        made = cls.fresh()
        write_private(file, json.dumps(asdict(made)))
        return made

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
