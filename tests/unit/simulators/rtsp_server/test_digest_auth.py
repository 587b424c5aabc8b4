from __future__ import annotations

import hashlib
import re

import pytest

from simulators.rtsp_server.digest_auth import Algorithm, DigestAuth

URL = "rtsp://127.0.0.1/cam/1"


class Time:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def answer(
    challenge: str, password: str = "word", method: str = "DESCRIBE", qop: bool = False
) -> str:
    field = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    digest = hashlib.sha256 if field["algorithm"] == "SHA-256" else hashlib.md5

    def h(text: str) -> str:
        return digest(text.encode()).hexdigest()

    middle = field["nonce"] + (":00000001:c0ffee:auth" if qop else "")
    realm = field["realm"]
    response = h(h(f"user:{realm}:{password}") + f":{middle}:" + h(f"{method}:{URL}"))
    tail = ', qop=auth, nc=00000001, cnonce="c0ffee"' if qop else ""
    return (
        f'Digest username="user", realm="{realm}", nonce="{field["nonce"]}", uri="{URL}", '
        f'response="{response}", algorithm={field["algorithm"]}{tail}'
    )


@pytest.mark.parametrize("qop", [False, True])
@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_the_right_password_is_let_in(algorithm: Algorithm, qop: bool) -> None:
    auth = DigestAuth("user", "word", Time(), algorithms=(algorithm,), qop=qop)
    (challenge,) = auth.challenges()
    assert ('qop="auth"' in challenge) == qop
    assert auth.check(answer(challenge, qop=qop), "DESCRIBE") == "ok"


def test_the_wrong_password_method_or_scheme_is_not() -> None:
    auth = DigestAuth("user", "word", Time())
    challenge = auth.challenges()[1]
    assert auth.check(answer(challenge, "wrong"), "DESCRIBE") == "no"
    assert auth.check(answer(challenge), "PLAY") == "no"
    assert auth.check("Basic dXNlcjp3b3Jk", "DESCRIBE") == "no"
    assert auth.check("", "DESCRIBE") == "no"


def test_a_nonce_of_somebody_else_is_refused() -> None:
    other = DigestAuth("user", "word", Time()).challenges()[1]
    assert DigestAuth("user", "word", Time()).check(answer(other), "DESCRIBE") == "no"


def test_an_old_nonce_is_stale_and_not_wrong() -> None:
    clock = Time()
    auth = DigestAuth("user", "word", clock)
    old = answer(auth.challenges()[1])
    clock.now_s += 3600
    assert auth.check(old, "DESCRIBE") == "stale"
    assert "stale=true" in auth.challenges(stale=True)[0]


def test_every_refusal_has_a_fresh_nonce_and_md5_comes_last() -> None:
    auth = DigestAuth("user", "word", Time())
    assert auth.challenges() != auth.challenges()
    assert "SHA-256" in auth.challenges()[0]
    assert "MD5" in auth.challenges()[-1]
