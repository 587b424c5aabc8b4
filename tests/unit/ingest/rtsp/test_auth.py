"""Challenges and answers, by the examples of the RFCs."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rtsp.auth_challenge import AuthChallenge
from ingest.rtsp.authenticator import Authenticator, Verdict
from ingest.rtsp.credentials import Credentials

MUFASA = Credentials("Mufasa", "Circle Of Life")
SIMBA = Credentials("Mufasa", "Circle of Life")


def authenticator(credentials, cnonce="0a4f113b") -> Authenticator:
    return Authenticator(credentials, lambda: cnonce)


def fields(value: str) -> dict[str, str]:
    (challenge,) = AuthChallenge.parse_all([value])
    return challenge.parameters


def test_rfc_2617_example_gives_the_response_printed_there():
    made = authenticator(MUFASA)
    challenge = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    assert made.challenged([challenge], answered=False) is Verdict.RETRY
    answer = fields(made.authorization("GET", "/dir/index.html"))
    assert answer["response"] == "6629fae49393a05397450978507c4ef1"
    assert answer["nc"] == "00000001"
    assert answer["opaque"] == "5ccc069c403ebaf9f0171e9517f40e41"
    assert fields(made.authorization("GET", "/dir/index.html"))["nc"] == "00000002"


@pytest.mark.parametrize(
    ("order", "response"),
    [
        ("SHA-256 MD5", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ("MD5 SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
    ],
)
@pytest.mark.parametrize("joined", [True, False])
def test_rfc_7616_example_takes_the_strongest_whatever_the_order(order, response, joined):
    challenges = [
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={name}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
        for name in order.split()
    ]
    made = authenticator(SIMBA, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    headers = [", ".join(challenges)] if joined else challenges
    assert made.challenged(headers, answered=False) is Verdict.RETRY
    assert fields(made.authorization("GET", "/dir/index.html"))["response"] == response


def test_rfc_7617_example_of_basic():
    made = authenticator(Credentials("Aladdin", "open sesame"))
    made.challenged(['Basic realm="WallyWorld"'], answered=False)
    assert made.authorization("DESCRIBE", "x") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_digest_without_qop_is_the_older_form_that_cameras_use():
    made = authenticator(Credentials("admin", "12345"))
    made.challenged(['Digest realm="IP Camera(C1234)", nonce="abc", stale="FALSE"'], answered=False)
    answer = fields(made.authorization("DESCRIBE", "rtsp://h/1"))

    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()

    secret, request = md5("admin:IP Camera(C1234):12345"), md5("DESCRIBE:rtsp://h/1")
    assert answer["response"] == md5(f"{secret}:abc:{request}")
    assert not {"qop", "nc", "cnonce", "algorithm"} & set(answer)


def test_the_session_variant_makes_its_key_once_for_each_nonce():
    """RFC 7616 §3.4.2, by its formula: the key holds the first client nonce of a server nonce."""
    cnonces = iter("abcdef")
    made = Authenticator(SIMBA, lambda: next(cnonces))
    challenge = 'Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth"'
    made.challenged([challenge], answered=False)

    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()

    key = md5(f"{md5('Mufasa:r:Circle of Life')}:n:a")
    for count in ("00000001", "00000002"):
        answer = fields(made.authorization("PLAY", "u"))
        assert (answer["cnonce"], answer["nc"]) == ("a", count)
        assert answer["response"] == md5(f"{key}:n:{count}:a:auth:{md5('PLAY:u')}")


@pytest.mark.parametrize(
    ("headers", "schemes"),
    [
        (["Basic realm=x, Digest realm=y, nonce=z"], ["basic", "digest"]),
        (['Digest realm="a, b=\\"c\\"", nonce="n"', "Basic"], ["digest", "basic"]),
        (["Negotiate YWJj==, Basic realm=x"], ["negotiate", "basic"]),
        (["NTLM, Digest nonce=1 , realm = r"], ["ntlm", "digest"]),
        ([" ,, Basic realm=x,,"], ["basic"]),
        (["", "=", '"', "realm=x", "Digest"], ["realm", "digest"]),
    ],
)
def test_several_challenges_in_one_or_more_headers_are_told_apart(headers, schemes):
    assert [challenge.scheme for challenge in AuthChallenge.parse_all(headers)] == schemes


def test_quoted_strings_keep_commas_equals_signs_and_escaped_quotes():
    (challenge,) = AuthChallenge.parse_all(['Digest realm="a, b=\\"c\\" \\\\", nonce="n="'])
    assert challenge.parameters == {"realm": 'a, b="c" \\', "nonce": "n="}
    made = authenticator(Credentials('we"ird', "x"))
    made.challenged(['Digest realm="a\\"b", nonce="n"'], answered=False)
    assert fields(made.authorization("PLAY", "u"))["realm"] == 'a"b'
    assert fields(made.authorization("PLAY", "u"))["username"] == 'we"ird'


def digest(nonce: str, stale: str = "") -> list[str]:
    return [f'Digest realm="r", nonce="{nonce}"' + (f", stale={stale}" if stale else "")]


def test_a_stale_nonce_is_renewed_once_for_each_request():
    made = authenticator(SIMBA)
    assert made.challenged(digest("1"), answered=False) is Verdict.RETRY
    assert made.challenged(digest("2", "true"), answered=True) is Verdict.RETRY
    assert made.challenged(digest("3", "TRUE"), answered=True) is Verdict.REFUSED
    made.accepted()
    assert made.challenged(digest("4", "true"), answered=True) is Verdict.RETRY


def test_a_nonce_that_worked_before_and_was_replaced_counts_as_stale_without_the_word():
    made = authenticator(SIMBA)
    made.challenged(digest("1"), answered=False)
    made.accepted()
    assert made.challenged(digest("2"), answered=True) is Verdict.RETRY
    assert made.challenged(digest("3"), answered=True) is Verdict.REFUSED


@pytest.mark.parametrize(
    ("credentials", "headers", "answered", "verdict"),
    [
        (None, digest("1"), False, Verdict.NO_CREDENTIALS),
        (SIMBA, digest("2"), True, Verdict.REFUSED),
        (SIMBA, ["Negotiate"], False, Verdict.UNKNOWN_SCHEME),
        (
            SIMBA,
            ['Digest realm="r", nonce="n", algorithm=SHA-512-256'],
            False,
            Verdict.UNKNOWN_SCHEME,
        ),
        (SIMBA, ['Digest realm="no nonce"'], False, Verdict.UNKNOWN_SCHEME),
        (SIMBA, [], False, Verdict.UNKNOWN_SCHEME),
    ],
)
def test_what_cannot_be_answered_is_said(credentials, headers, answered, verdict):
    made = authenticator(credentials)
    if answered:
        made.challenged(digest("1"), answered=False)
    assert made.challenged(headers, answered=answered) is verdict


@given(st.lists(st.text(max_size=200), max_size=4), st.booleans())
def test_no_header_makes_the_parser_crash_or_hang(headers, answered):
    AuthChallenge.parse_all(headers)
    made = authenticator(SIMBA)
    made.challenged(headers, answered=answered)
    value = made.authorization("OPTIONS", "rtsp://h/\r\nX: y")
    assert value is None or "\n" not in value
