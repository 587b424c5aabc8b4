"""A camera's user name and password."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """User name and password, given apart from the address.

    The password is left out of ``repr`` so that no log line or traceback shows it.

    Attributes:
        username: Account on the camera.
        password: Its password, in clear; it leaves memory only inside an Authorization header.
    """

    username: str
    password: str = field(repr=False)
