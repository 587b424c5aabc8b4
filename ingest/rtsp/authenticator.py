"""Answers to authentication challenges: Basic (RFC 7617) and Digest (RFC 2617, RFC 7616)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from enum import Enum

from ingest.rtsp.auth_challenge import AuthChallenge
from ingest.rtsp.credentials import Credentials

_HASHES: dict[str, Callable[[str], str]] = {
    "md5": lambda text: hashlib.md5(_bytes(text), usedforsecurity=False).hexdigest(),
    "sha-256": lambda text: hashlib.sha256(_bytes(text)).hexdigest(),
}


class Verdict(Enum):
    """What to do after a 401.

    Attributes:
        RETRY: Send the request again; ``authorization`` now has an answer.
        REFUSED: The credentials were sent and not accepted.
        NO_CREDENTIALS: The server wants credentials and we have none.
        UNKNOWN_SCHEME: The server offers only ways in that we do not speak.
    """

    RETRY = "retry"
    REFUSED = "refused"
    NO_CREDENTIALS = "no credentials"
    UNKNOWN_SCHEME = "unknown scheme"


class Authenticator:
    """Remembers the challenge of one server and signs requests for it.

    Of several challenges the strongest we know is taken, whatever their order: Digest SHA-256,
    Digest MD5, Basic.

    Args:
        credentials: What to sign with; none if the camera has no password.
        new_cnonce: Makes a client nonce, 16 or more hexadecimal digits.
    """

    def __init__(self, credentials: Credentials | None, new_cnonce: Callable[[], str]) -> None:
        self._credentials = credentials
        self._new_cnonce = new_cnonce
        self._challenge: AuthChallenge | None = None
        self._nonce_count = 0
        self._renewed_in_a_row = 0
        self._nonce_was_good = False
        self._session_cnonce = ""

    @property
    def ready(self) -> bool:
        """True once requests are signed."""
        return self._challenge is not None and self._credentials is not None

    def challenged(self, headers: Iterable[str], *, answered: bool) -> Verdict:
        """Take in the challenges of a 401.

        Args:
            headers: Values of all WWW-Authenticate headers.
            answered: True if the refused request carried an Authorization header.

        Returns:
            What to do next. A stale or changed nonce is answered once per request; the same nonce
            refused again means a wrong password.
        """
        if self._credentials is None:
            return Verdict.NO_CREDENTIALS
        challenges = AuthChallenge.parse_all(headers)
        best = max(challenges, key=_strength, default=None)
        if best is None or _strength(best) == 0:
            return Verdict.UNKNOWN_SCHEME
        if answered:
            before = self._challenge
            stale = best.parameters.get("stale", "").lower() == "true"
            # Some firmware lets a nonce run out without saying stale=true: a nonce that worked
            # before and was replaced has run out, since the password is the same.
            renewed = (
                best.scheme == "digest"
                and before is not None
                and (stale or self._nonce_was_good)
                and best.parameters.get("nonce") != before.parameters.get("nonce")
            )
            if not renewed or self._renewed_in_a_row >= 1:
                return Verdict.REFUSED
            self._renewed_in_a_row += 1
        self._challenge = best
        self._nonce_count = 0
        self._nonce_was_good = False
        self._session_cnonce = ""
        return Verdict.RETRY

    def accepted(self) -> None:
        """Note that a signed request was accepted, so that a later stale nonce is renewed again."""
        self._renewed_in_a_row = 0
        self._nonce_was_good = self._challenge is not None

    def authorization(self, method: str, uri: str) -> str | None:
        """Return the Authorization header's value for a request, or None before any challenge."""
        challenge, credentials = self._challenge, self._credentials
        if challenge is None or credentials is None:
            return None
        if challenge.scheme == "basic":
            pair = _bytes(f"{credentials.username}:{credentials.password}")
            return "Basic " + base64.b64encode(pair).decode("ascii")
        return self._digest(challenge, credentials, method, uri)

    def _digest(
        self, challenge: AuthChallenge, credentials: Credentials, method: str, uri: str
    ) -> str:
        given = challenge.parameters
        algorithm = given.get("algorithm", "MD5")
        hash_hex = _HASHES[_hash_name(algorithm)]
        realm, nonce = given.get("realm", ""), given.get("nonce", "")
        qop = _chosen_qop(given.get("qop"))
        secret = hash_hex(f"{credentials.username}:{realm}:{credentials.password}")
        request = hash_hex(f"{method}:{uri}")
        fields = [
            f"username={_quoted(credentials.username)}",
            f"realm={_quoted(realm)}",
            f"nonce={_quoted(nonce)}",
            f"uri={_quoted(uri)}",
        ]
        cnonce = ""
        if algorithm.lower().endswith("-sess"):
            # The key is made once for each nonce of the server (RFC 7616 §3.4.2).
            self._session_cnonce = cnonce = self._session_cnonce or self._new_cnonce()
            secret = hash_hex(f"{secret}:{nonce}:{cnonce}")
        elif qop is not None:
            cnonce = self._new_cnonce()
        if qop is None:
            response = hash_hex(f"{secret}:{nonce}:{request}")
            fields.append(f'response="{response}"')
            if cnonce:
                fields.append(f'cnonce="{cnonce}"')
        else:
            self._nonce_count += 1
            count = f"{self._nonce_count:08x}"
            response = hash_hex(f"{secret}:{nonce}:{count}:{cnonce}:{qop}:{request}")
            fields += [f'response="{response}"', f"qop={qop}", f"nc={count}", f'cnonce="{cnonce}"']
        if "algorithm" in given:
            fields.append(f"algorithm={algorithm}")
        if "opaque" in given:
            fields.append(f"opaque={_quoted(given['opaque'])}")
        return "Digest " + ", ".join(fields)


def _bytes(text: str) -> bytes:
    """UTF-8, as credentials travel (RFC 7616 §3.4.4); half characters become question marks."""
    return text.encode("utf-8", "replace")


def _hash_name(algorithm: str) -> str:
    return algorithm.lower().removesuffix("-sess")


def _chosen_qop(offered: str | None) -> str | None:
    """``auth`` if offered; None for the older form without qop (RFC 2069), which cameras use."""
    if offered is None:
        return None
    choices = {choice.strip().lower() for choice in offered.split(",")}
    return "auth" if "auth" in choices else None


def _strength(challenge: AuthChallenge) -> int:
    """0 for what we cannot answer; higher is stronger."""
    if challenge.scheme == "basic":
        return 1
    if challenge.scheme != "digest" or "nonce" not in challenge.parameters:
        return 0
    name = _hash_name(challenge.parameters.get("algorithm", "MD5"))
    return {"md5": 2, "sha-256": 3}.get(name, 0)


def _quoted(text: str) -> str:
    r"""Quote a string, escaping ``\`` and ``"`` and dropping line ends (RFC 7230 §3.2.6)."""
    cleaned = text.replace("\r", "").replace("\n", "")
    return '"' + cleaned.replace("\\", "\\\\").replace('"', '\\"') + '"'
