"""Codes are those of RFC 6238, and none is taken twice."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from command_center.accounts.totp import recovery_codes, totp_code
from command_center.accounts.totp.qr_picture import qr_picture

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("unix_s", "code"),
    [
        # RFC 6238, appendix B, the last six of its eight digits.
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(unix_s: int, code: str) -> None:
    step = unix_s // totp_code.STEP_S
    assert totp_code.code_at(SECRET, step) == code
    assert totp_code.step_of(SECRET, code, unix_s, after=0) == step


@pytest.mark.parametrize(
    ("later_s", "taken"), [(-61, False), (-30, True), (0, True), (59, True), (60, False)]
)
def test_a_clock_that_is_off_by_one_step_is_forgiven_and_no_more(later_s: int, taken: bool) -> None:
    now_s = 1_000_000_020
    code = totp_code.code_at(SECRET, now_s // 30)
    assert (totp_code.step_of(SECRET, code, now_s + later_s - now_s % 30, 0) is not None) is taken


def test_no_code_is_taken_twice_nor_one_from_before() -> None:
    step = 40_000_000
    code = totp_code.code_at(SECRET, step)
    assert totp_code.step_of(SECRET, code, step * 30, after=step - 1) == step
    assert totp_code.step_of(SECRET, code, step * 30, after=step) is None
    before = totp_code.code_at(SECRET, step - 1)
    assert totp_code.step_of(SECRET, before, step * 30, after=step) is None


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "28708x", "２８７０８２", "\x00"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert totp_code.step_of(SECRET, typed, 59, 0) is None


def test_an_authenticator_reads_the_secret_from_the_picture() -> None:
    address = urlsplit(totp_code.address_of(SECRET, "li.si"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    secret = parse_qs(address.query)["secret"][0]
    assert secret == totp_code.as_text(SECRET).replace(" ", "")
    assert qr_picture(address.geturl()).startswith("data:image/svg+xml")
    assert len({totp_code.new_secret() for _ in range(10)}) == 10


def test_recovery_codes_are_read_however_they_are_typed() -> None:
    codes = recovery_codes.new_codes()
    assert len(set(codes)) == recovery_codes.HOW_MANY
    for code in codes:
        typed = code.lower().replace("-", " ")
        assert recovery_codes.looks_like_one(typed)
        assert recovery_codes.hash_of(typed) == recovery_codes.hash_of(code)
        assert not set("ILOU") & set(code)
    assert not recovery_codes.looks_like_one("123456")
