"""Topics of the dispatch queue (contract C5)."""

from __future__ import annotations

from dataclasses import dataclass

from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.region_code import county_of, town_of, village_of

ROOT = "sharp-eyes/v1"
ALL_ALERTS = f"{ROOT}/+/+/+/alerts/+"
ALL_HEALTH = f"{ROOT}/+/+/_/+/health/+"
TASKS = "tasks"


def alert_topic(region: str, kind: IncidentKind) -> str:
    """Return ``sharp-eyes/v1/<county6>/<town3>/<village3>/alerts/<kind>`` for a region code."""
    return f"{ROOT}/{county_of(region)}/{town_of(region)}/{village_of(region)}/alerts/{kind.value}"


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """Where a shard's own topics hang.

    Attributes:
        county: 6 digits.
        town: 3 digits, ``000`` for a county's own node.
        node: The node's name.
        shard: The shard's id.
    """

    county: str
    town: str
    node: str
    shard: str

    @property
    def source(self) -> str:
        """The CloudEvents ``source`` of this shard's alerts."""
        return f"/{self.county}/{self.town}/{self.node}/{self.shard}"

    @classmethod
    def from_source(cls, source: str) -> NodeAddress:
        """Read a CloudEvents ``source``.

        Raises:
            BadInput: it has not four parts.
        """
        parts = source.split("/")
        if len(parts) != 5 or parts[0] or not all(parts[1:]):
            raise BadInput(
                Bilingual(f"告警来源“{source}”格式不对", f"alert source {source!r} is malformed"),
                next_step=Bilingual(
                    "应为 /县6/镇3/节点/分片", "it is /<county6>/<town3>/<node>/<shard>"
                ),
            )
        return cls(*parts[1:])

    def _topic(self, what: str) -> str:
        return f"{ROOT}/{self.county}/{self.town}/_/{self.node}/{what}/{self.shard}"

    @property
    def acks(self) -> str:
        """Where the centre's acknowledgements arrive."""
        return self._topic("acks")

    @property
    def acks_anywhere(self) -> str:
        """Filter of this node's and shard's acknowledgements under any county and town.

        Alerts written before the node was moved to another town are answered under the old one.
        """
        return f"{ROOT}/+/+/_/{self.node}/acks/{self.shard}"

    def is_ack(self, topic: str) -> bool:
        """Tell whether a topic is matched by ``acks_anywhere``."""
        return topic.startswith(f"{ROOT}/") and topic.endswith(f"/_/{self.node}/acks/{self.shard}")

    @property
    def health(self) -> str:
        """Where the shard's retained health stands."""
        return self._topic("health")

    @property
    def commands(self) -> str:
        """Where commands arrive."""
        return self._topic("commands")

    @property
    def registry(self) -> str:
        """Where the retained revision notice stands."""
        return self._topic("registry")
