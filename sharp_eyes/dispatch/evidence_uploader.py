"""Brings spooled pictures and clips to the centre (contract C7)."""

from __future__ import annotations

import asyncio
from random import Random

import structlog

from sharp_eyes.alert.evidence import EvidenceStatus
from sharp_eyes.dispatch.back_off import BackOff
from sharp_eyes.dispatch.evidence_store import EvidenceStore
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import BadInput, Refused, SharpEyesError, TryAgain

_log = structlog.get_logger(__name__)


class EvidenceUploader:
    """Uploads each picture until the centre has it; stills a few at a time, oldest first.

    Clips go one by one beside them, so that no still waits behind a clip on a slow line.

    A failure pauses all uploads, because it is nearly always the centre that is away: one picture
    then probes, with back-off, instead of all of them.

    Args:
        outbox: Holds the spool.
        store: Takes the pictures.
        random: Gives the jitter of the back-off.
        together: How many uploads run at one time.
        first_retry_s: First pause.
        longest_retry_s: Longest pause.
    """

    def __init__(
        self,
        outbox: Outbox,
        store: EvidenceStore,
        random: Random,
        *,
        together: int = 4,
        first_retry_s: float = 0.5,
        longest_retry_s: float = 20.0,
    ) -> None:
        self._outbox = outbox
        self._store = store
        self._together = together
        self._back_off = BackOff(random, first_retry_s, longest_retry_s)
        self._clips_back_off = BackOff(random, first_retry_s, longest_retry_s)
        self._failing = False

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._upload_stills(), name="upload-stills")
            group.create_task(self._upload_clips(), name="upload-clips")

    async def _upload_clips(self) -> None:
        while True:
            waiting = await self._outbox.pending_clips()
            if not waiting:
                await self._outbox.wait_for_clips(30.0)
            elif await self._upload(waiting[0]):
                self._clips_back_off.reset()
            else:
                await asyncio.sleep(self._clips_back_off.next_s())

    async def _upload_stills(self) -> None:
        while True:
            waiting = await self._outbox.pending_pictures()
            if not waiting:
                await self._outbox.wait_for_pictures(30.0)
                continue
            batch = waiting[:1] if self._failing else waiting[: self._together]
            results = await asyncio.gather(*(self._upload(sha256) for sha256 in batch))
            if not all(results):
                await asyncio.sleep(self._back_off.next_s())

    async def _upload(self, sha256: str) -> bool:
        picture = await self._outbox.picture(sha256)
        if picture is None:
            return True
        try:
            await self._store.put_evidence(picture)
        except (TryAgain, Refused) as error:
            self._tell_failing(error)
            return False
        except BadInput as error:
            # Sending the same bytes again would be refused again.
            _log.warning("the centre will never take a picture", sha256=sha256, reason=str(error))
            await self._outbox.settle_picture(sha256, EvidenceStatus.LOST)
            return True
        await self._note_working()
        await self._outbox.settle_picture(sha256, EvidenceStatus.STORED)
        return True

    def _tell_failing(self, error: SharpEyesError) -> None:
        if not self._failing:
            self._failing = True
            _log.warning("pictures cannot be uploaded; they wait on disk", reason=str(error))

    async def _note_working(self) -> None:
        self._back_off.reset()
        if self._failing:
            self._failing = False
            # Who takes pictures again also takes the alerts it missed.
            await self._outbox.hurry()
            _log.info("pictures are uploaded again")
