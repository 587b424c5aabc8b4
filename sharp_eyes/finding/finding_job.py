"""What a node is asked to look for, and what it answers."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field, SecretStr, field_serializer

from sharp_eyes.finding.discovery_report import DiscoveryReport
from sharp_eyes.finding.probe_report import ProbeReport
from sharp_eyes.identifiers import Ulid
from sharp_eyes.node.message import Message

MAX_STILL_BYTES = 512 * 1024
"""A masked still of 640 pixels takes 20 to 60 kB."""


class FindingKind(StrEnum):
    """What is to be done.

    Attributes:
        PROBE: Look at one address.
        DISCOVER: Search for devices.
    """

    PROBE = "probe"
    DISCOVER = "discover"


class FindingJob(Message):
    """One task of a node; it travels in the answer to the node's own call alone (contract C11).

    Attributes:
        id: The task's id.
        kind: What is to be done.
        deadline: After it nobody waits any more, UTC.
        address: Of the stream, without user name, to look at.
        hosts: Devices or networks to ask; empty for a search of the network.
        whole: Mask the whole still.
        guarded_hosts: Mask it too where one of these is connected to, by whatever name: devices
            with privacy masks, or with cameras that whoever asked does not reach.
        certificate_sha256: The camera's certificate, for rtsps.
        username: User name at the cameras; empty for none.
        password: Its password; printed as stars, sent as it is.
    """

    id: Ulid
    kind: FindingKind
    deadline: AwareDatetime
    address: str = Field(default="", max_length=600)
    hosts: tuple[str, ...] = Field(default=(), max_length=32)
    whole: bool = False
    guarded_hosts: tuple[str, ...] = Field(default=(), max_length=50_000)
    certificate_sha256: str | None = Field(default=None, max_length=95)
    username: str = Field(default="", max_length=128)
    password: SecretStr = Field(default=SecretStr(""), max_length=256)

    @field_serializer("password", when_used="json")
    def _reveal(self, password: SecretStr) -> str:
        return password.get_secret_value()


class FindingAnswer(Message):
    """What came of it.

    Attributes:
        probe: Of a look at one address.
        discovery: Of a search.
    """

    probe: ProbeReport | None = None
    discovery: DiscoveryReport | None = None
