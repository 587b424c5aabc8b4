"""What is easily guessed is refused as a password, and what is easily kept in mind is not."""

from __future__ import annotations

import pytest

from command_center.accounts.password_rules import check_password
from sharp_eyes.errors import BadInput


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Kx7-mmqP2w",
        "晨光镇的柿子树今年结了果2026",
        "天天向上-Abc-12345",
        "abcd-efgh-jkmn-pq",
        "x9" + "Q~" * 20 + "uvw",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    check_password(password, "duty")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Kx7-mmqP2", "under 10"),
        ("", "under 10"),
        ("tsgrnbwqyz", "kinds"),
        ("tsgrnbwq12", "kinds"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats"),
        ("abababababababababab", "repeats"),
        ("abcdefghijklmnopqrst", "counts up"),
        ("370499199001011234", "digits alone"),
        ("Admin@2026x", "guessed first"),
        ("Qwer-1234-x", "guessed first"),
        ("Zhang.San-2026", "user name"),
        ("x" * 129, "over 128"),
        ("correct horse\x00battery", "control"),
    ],
)
def test_a_poor_password_is_refused_without_being_repeated(password: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as caught:
        check_password(password, "zhang.san")
    assert not password or password not in caught.value.bilingual()
