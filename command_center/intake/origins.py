"""Whether a message may say what it says where it was published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.intake.objection import Objection
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.former_region import former_region
from command_center.store.incident_row import IncidentRow
from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.topics import ROOT, NodeAddress

FOLLOWS_WITHIN = timedelta(seconds=60)
"""A worker follows the registry within 5 s (contract C11), and its clock may go wrong by some."""

_SHARD = "shard/"
_REGION = "region/"


class Origins:
    """Binds an alert's subject and source to the county and town of its topic.

    The topic is what a broker's access list confines a node to. What an alert says of itself must
    not reach beyond it, or a node of one town could end another town's incidents.

    A source is believed in its own town, and in the towns where its shard has cameras: one shard
    may own villages of several.

    Args:
        directory: Where cameras are registered.
        address_of: Gives where a shard is, none before it was ever granted or heard.
    """

    def __init__(
        self, directory: DirectoryHolder, address_of: Callable[[str], NodeAddress | None]
    ) -> None:
        self._directory = directory
        self._address_of = address_of

    def may_be_told(self, topic: str, source: str) -> bool:
        """Tell whether an answer to what came by a topic may go to a source."""
        return self._speaks(NodeAddress.from_source(source), _town(topic))

    def object_to(self, topic: str, alert: Alert, *, stood_there: bool = False) -> Objection | None:
        """Return what speaks against an alert by the registry in memory, or none.

        Args:
            topic: Where it was published.
            alert: What it says.
            stood_there: Whether its camera was registered in that town when it was raised.
        """
        town, source = _town(topic), NodeAddress.from_source(alert.source)
        speaks = self._speaks(source, town)
        camera = self._directory.current.cameras.get(alert.camera_id or "")
        if camera is not None and camera.region[:9] != town and not stood_there:
            return Objection("its camera is registered in another town", answerable=speaks)
        region = alert.subject.removeprefix(_REGION)
        if region != alert.subject and region[:9] != town:
            return Objection("its subject lies in another town", answerable=speaks)
        if alert.subject.startswith(_SHARD):
            if alert.subject.removeprefix(_SHARD) != source.shard:
                return Objection("its subject is another shard", answerable=speaks)
            if not self._is_at(source.shard, town):
                return Objection("its shard is not known in that town", answerable=False)
        if not speaks:
            return Objection("its source is not known in that town", answerable=False)
        return None

    def may_have_been(self, topic: str, alert: Alert) -> bool:
        """Tell whether an alert is about a camera that stands, or may have stood, in that town."""
        if alert.camera_id is None:
            return False
        camera = self._directory.current.cameras.get(alert.camera_id)
        return camera is None or camera.region[:9] == _town(topic)

    async def stood_there(self, session: AsyncSession, topic: str, alert: Alert) -> bool:
        """Tell whether an alert's camera is registered elsewhere only since it was raised.

        What waits at a worker while its camera moves to another town was right when it was raised,
        and goes where the camera stood then.
        """
        camera = self._directory.current.cameras.get(alert.camera_id or "")
        if camera is None or camera.region[:9] == _town(topic):
            return False
        former = await former_region(session, camera.id, alert.time - FOLLOWS_WITHIN)
        return former is not None and former[:9] == _town(topic)

    async def known_before(self, session: AsyncSession, topic: str, source: str) -> bool:
        """Tell whether a doubtful source has told of this town before.

        A shard whose last camera there was removed, or went to another shard, still has ends to
        tell, and what waited while it was cut off.
        """
        town = _town(topic)
        found = await session.scalar(
            select(IncidentRow.id)
            .where(IncidentRow.region.between(f"{town}000", f"{town}999"))
            .where(IncidentRow.source == source)
            .limit(1)
        )
        return found is not None

    def _speaks(self, source: NodeAddress, town: str) -> bool:
        return _place(source) == town or self._has_cameras(source.shard, town)

    def _is_at(self, shard: str, town: str) -> bool:
        known = self._address_of(shard)
        return self._has_cameras(shard, town) or (known is not None and _place(known) == town)

    def _has_cameras(self, shard: str, town: str) -> bool:
        return (shard, town) in self._directory.current.shard_towns


def _place(address: NodeAddress) -> str:
    return f"{address.county}{address.town}"


def _town(topic: str) -> str:
    """Return the nine digits of county and town that a topic of alerts lies under."""
    parts = topic.removeprefix(f"{ROOT}/").split("/")
    return "".join(parts[:2])
