"""What a worker with a broker and a centre has beside one that is alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.worker.clips.clip_maker import ClipMaker
from ingest.worker.clips.tap_source import TapSource
from ingest.worker.dead_letter_teller import DeadLetterTeller
from ingest.worker.fault_reporter import FaultReporter
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.links import Links
from ingest.worker.parts import WorkerParts
from ingest.worker.registry_keeper import RegistryKeeper
from ingest.worker.settings import WorkerSettings
from ingest.worker.stills_maker import StillsMaker
from ingest.worker.watch_keeper import WatchKeeper
from sharp_eyes.dispatch.evidence_uploader import EvidenceUploader
from sharp_eyes.dispatch.shard_listener import ShardListener

if TYPE_CHECKING:
    from sharp_eyes.dispatch.publisher import Publisher


@dataclass(frozen=True, slots=True)
class WorkerDispatch:
    """Brings the registry in, and alerts, evidence, stills and faults out.

    Attributes:
        registry: Follows the centre's registry.
        letters: Tells the centre of alerts that it refused.
        publisher: Sends alerts and health, and takes what the centre says.
        uploader: Sends evidence.
        stills: Makes the stills that are leased.
        desk: Records incidents.
        faults: Reports cameras without signal.
        clips: Makes clips, where the frames' source keeps packets.
    """

    registry: RegistryKeeper
    letters: DeadLetterTeller
    publisher: Publisher
    uploader: EvidenceUploader
    stills: StillsMaker
    desk: IncidentDesk
    faults: FaultReporter
    clips: ClipMaker | None

    @classmethod
    def made(
        cls,
        links: Links,
        desk: IncidentDesk,
        parts: WorkerParts,
        settings: WorkerSettings,
        listener: ShardListener,
        stills: StillsMaker,
        keeper: WatchKeeper,
    ) -> WorkerDispatch:
        """Put it together.

        Args:
            links: Broker and centre.
            desk: Records incidents.
            parts: What the worker is made of.
            settings: How the worker behaves.
            listener: Whom the publisher asks and tells: the worker.
            stills: Makes stills.
            keeper: Holds the cameras' watches.
        """
        # The broker's client is of no use to a worker alone, and 4 MB.
        from sharp_eyes.dispatch.publisher import Publisher

        return cls(
            registry=RegistryKeeper(
                links.centre,
                parts.outbox,
                settings.node.shard,
                parts.random,
                poll_s=settings.registry_poll_s,
            ),
            letters=DeadLetterTeller(links.centre, parts.outbox, settings.node.shard),
            publisher=Publisher(
                links.broker, settings.node, parts.outbox, listener, parts.clock, parts.random
            ),
            uploader=EvidenceUploader(parts.outbox, links.centre, parts.random),
            stills=stills,
            desk=desk,
            faults=FaultReporter(
                desk,
                keeper,
                parts.clock,
                offline_after_s=settings.offline_after_s,
                online_after_s=settings.online_after_s,
            ),
            clips=_clips(desk, parts, keeper),
        )


def _clips(desk: IncidentDesk, parts: WorkerParts, keeper: WatchKeeper) -> ClipMaker | None:
    clips = parts.clips
    if clips is None or not isinstance(parts.frames, TapSource):
        return None
    return ClipMaker(
        parts.frames, keeper, desk, parts.clock, clips.settings, clips.model, clips.job
    )
