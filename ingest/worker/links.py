"""The worker's links to the outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ingest.worker.centre_calls import CentreCalls
from ingest.worker.stills_sink import StillsSink
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.evidence_store import EvidenceStore
from sharp_eyes.node.shard_registry import ShardRegistry


class Centre(CentreCalls, EvidenceStore, Protocol):
    """All that the worker asks of its centre; ``CentreClients`` in production."""


@dataclass(frozen=True, slots=True)
class Links:
    """Broker and centre.

    Attributes:
        broker: Where alerts go.
        centre: Whom the registry comes from, and who takes pictures that are kept.
        stills: Who takes pictures for those who look.
    """

    broker: BrokerAddress
    centre: Centre
    stills: StillsSink


@dataclass(frozen=True, slots=True)
class Alone:
    """No broker and no centre: what is found is logged and counted.

    Attributes:
        registry: The cameras, from a file.
    """

    registry: ShardRegistry
