"""Why an alert is not taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against an alert that can be read.

    Attributes:
        reason: Why, in English, without the message's own text.
        answerable: Whether its source may be told. Where the source itself is in doubt nobody is:
            an answer would strike another node's alert from its queue. A true source sends again
            until the registry knows of it.
    """

    reason: str
    answerable: bool
