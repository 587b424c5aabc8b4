"""WWW-Authenticate headers (RFC 7235 §4.1, RFC 7616 §3.3, RFC 7617)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_HEADER_LENGTH = 8192
MAX_CHALLENGES = 16

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*(?=\s*(?:,|$))")


@dataclass(frozen=True, slots=True)
class AuthChallenge:
    """One way in that the server offers.

    Attributes:
        scheme: Lower case: ``basic``, ``digest``, or one we do not know.
        parameters: Names in lower case; values unquoted and unescaped.
    """

    scheme: str
    parameters: dict[str, str]

    @classmethod
    def parse_all(cls, headers: Iterable[str]) -> list[AuthChallenge]:
        """Read all challenges out of all WWW-Authenticate headers of an answer.

        One header may hold several challenges, separated by the same comma that separates the
        parameters of one. What cannot be read ends that header; what was read before it counts.

        Args:
            headers: Values of the headers, in order.

        Returns:
            The challenges, in order; at most ``MAX_CHALLENGES``.
        """
        found: list[AuthChallenge] = []
        for header in headers:
            found.extend(_parse_header(header[:MAX_HEADER_LENGTH]))
        return found[:MAX_CHALLENGES]


def _parse_header(text: str) -> list[AuthChallenge]:
    found: list[AuthChallenge] = []
    position = 0
    while True:
        position = _skip(text, position, ", \t")
        token = _TOKEN.match(text, position)
        if token is None:
            return found
        after = _skip(text, token.end(), " \t")
        if after < len(text) and text[after] == "=" and found:
            # A name with "=" after it belongs to the challenge begun before.
            value, position = _value(text, _skip(text, after + 1, " \t"))
            found[-1].parameters.setdefault(token.group().lower(), value)
            continue
        challenge = AuthChallenge(token.group().lower(), {})
        found.append(challenge)
        position = token.end()
        token68 = _TOKEN68.match(text, after)
        if after > token.end() and token68 is not None:
            # ``Negotiate abc==``: a lone word after a space, as no parameter stands.
            position = token68.end()


def _value(text: str, position: int) -> tuple[str, int]:
    if position < len(text) and text[position] == '"':
        letters: list[str] = []
        position += 1
        while position < len(text) and text[position] != '"':
            if text[position] == "\\" and position + 1 < len(text):
                position += 1
            letters.append(text[position])
            position += 1
        return "".join(letters), position + 1
    end = position
    while end < len(text) and text[end] not in ", \t":
        end += 1
    return text[position:end], end


def _skip(text: str, position: int, letters: str) -> int:
    while position < len(text) and text[position] in letters:
        position += 1
    return position
