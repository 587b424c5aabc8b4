"""What a password has to be like."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

SHORTEST = 10
"""GB/T 22239-2019 asks for complexity and names no length; 8 is what NIST SP 800-63B-4 asks at the
very least, and it advises 15 where nothing else but the password is asked for."""

PASSPHRASE = 16
"""From here on length alone is enough: several words are kept in mind more easily."""

LONGEST = 128
LEAST_KINDS = 3
LEAST_DIFFERENT = 5

_WORN = (
    *("123456", "654321", "111111", "000000", "888888", "abc123", "qwer", "1qaz", "zaq1", "asdf"),
    *("password", "passw0rd", "p@ss", "admin", "root", "letmein", "welcome", "woaini", "iloveyou"),
)
"""What every list of leaked passwords begins with; in a sentence it does no harm."""

_NEXT = Bilingual(
    f"至少 {SHORTEST} 个字符并含大写、小写、数字、符号中的三类，或至少 {PASSPHRASE} 个字符的一句话",
    f"use {SHORTEST} characters with three of: capitals, small letters, digits, others; or a "
    f"sentence of {PASSPHRASE}",
)


def check_password(password: str, username: str) -> None:
    """Refuse a password that is easily guessed.

    Args:
        password: The new one.
        username: Whose; it must not be part of it.

    Raises:
        BadInput: which rule it breaks; the password itself is not named.
    """
    text = unicodedata.normalize("NFKC", password)
    if len(password) > LONGEST:
        raise _refused(f"口令超过 {LONGEST} 个字符", f"the password is over {LONGEST} characters")
    if any(unicodedata.category(one) == "Cc" for one in text):
        raise _refused("口令含有控制字符", "the password holds a control character")
    if len(text) < SHORTEST:
        raise _refused(
            f"口令不足 {SHORTEST} 个字符", f"the password is under {SHORTEST} characters"
        )
    if text.isdigit():
        # A telephone or identity number, however long.
        raise _refused("口令不能只有数字", "the password is digits alone")
    if len(text) < PASSPHRASE and any(word in text.casefold() for word in _WORN):
        raise _refused("口令过于常见", "the password holds what is guessed first")
    if len(text) < PASSPHRASE and _kinds(text) < LEAST_KINDS:
        raise _refused("口令的字符种类太少", "the password has too few kinds of characters")
    if len(set(text.casefold())) < LEAST_DIFFERENT or _is_a_run(text):
        raise _refused("口令过于规律", "the password repeats itself or counts up")
    if username.casefold() in text.casefold():
        raise _refused("口令包含用户名", "the password holds the user name")


def _kinds(text: str) -> int:
    return len({_kind(one) for one in text})


def _kind(one: str) -> str:
    if one.isdigit():
        return "digit"
    if one.isupper():
        return "capital"
    return "small" if one.islower() else "other"


def _is_a_run(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(steps) == 1


def _refused(zh: str, en: str) -> BadInput:
    return BadInput(Bilingual(zh, en), next_step=_NEXT)
