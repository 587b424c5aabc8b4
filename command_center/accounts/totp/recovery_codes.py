"""Codes for when the authenticator is lost; each works once."""

from __future__ import annotations

import hashlib
import secrets

HOW_MANY = 10
CHARACTERS = 16
"""80 bits: a hash that is quick to make is enough, nobody tries so many."""

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
"""Base 32 without I, L, O and U, which look like something else (as Crockford's)."""


def new_codes() -> tuple[str, ...]:
    """Make codes, in groups of four characters."""
    return tuple(_grouped(_random()) for _ in range(HOW_MANY))


def looks_like_one(text: str) -> bool:
    """Tell whether something typed has the length of a recovery code."""
    return len(_plain(text)) == CHARACTERS


def hash_of(code: str) -> str:
    """Return what is kept in a code's place: sha256, hexadecimal; small letters are as good."""
    return hashlib.sha256(_plain(code).encode()).hexdigest()


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def _random() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(CHARACTERS))


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, CHARACTERS, 4))
