"""What somebody asks a node to look for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sharp_eyes.finding.finding_job import FindingKind

LIFE = {FindingKind.PROBE: timedelta(seconds=60), FindingKind.DISCOVER: timedelta(seconds=300)}
"""How long somebody waits for an answer."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks a node to look for.

    Attributes:
        node: Which.
        kind: A look or a search.
        address: Of the stream, without user name.
        hosts: Devices or networks; empty for a search of the node's own network.
        whole: Mask the whole still.
        guarded_hosts: Mask it too where the node finds that one of these is looked at.
        certificate_sha256: The camera's certificate, for rtsps.
        username: User name at the cameras; empty for none.
        password: Its password.
    """

    node: str
    kind: FindingKind
    address: str = ""
    hosts: tuple[str, ...] = ()
    whole: bool = False
    guarded_hosts: tuple[str, ...] = ()
    certificate_sha256: str | None = None
    username: str = ""
    password: str = field(default="", repr=False)
