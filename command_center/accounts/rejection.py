"""Why a sign-in was refused."""

from __future__ import annotations

from enum import Enum, auto


class Rejection(Enum):
    """What is told; of a name that does not exist nothing else is told than of a wrong password."""

    WRONG = auto()
    """User name or password."""

    CODE_MISSING = auto()
    """The password is right, and the account has codes."""

    CODE_WRONG = auto()
    """Or it was used before."""
