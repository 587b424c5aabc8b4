"""Tells the centre of the alerts that it refused, and does with them what people decide."""

from __future__ import annotations

import asyncio

import structlog
from pydantic import ValidationError

from ingest.worker.centre_calls import CentreCalls
from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.dead_letter import DeadLetter
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.node.dead_letter_news import DeadLetterNews
from sharp_eyes.node.dead_letter_report import MAX_LETTERS, DeadLetterReport

_log = structlog.get_logger(__name__)

TELL_EVERY_S = 10.0


class DeadLetterTeller:
    """Reports while there are any, and once when there are none any more.

    Args:
        centre: The calls.
        outbox: Keeps the letters.
        shard: The shard's id.
        every_s: Time between two reports.
    """

    def __init__(
        self, centre: CentreCalls, outbox: Outbox, shard: str, *, every_s: float = TELL_EVERY_S
    ) -> None:
        self._centre = centre
        self._outbox = outbox
        self._shard = shard
        self._every_s = every_s
        # Of a run before this one the centre may know some that are gone.
        self._told = True
        self._failing = False

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.tell()
            except SharpEyesError as error:
                if not self._failing:
                    self._failing = True
                    _log.warning("the centre takes no report of dead letters", reason=str(error))
            else:
                if self._failing:
                    self._failing = False
                    _log.info("the centre takes reports of dead letters again")
            await asyncio.sleep(self._every_s)

    async def tell(self) -> None:
        """Report once if there is anything to report, and follow the answer.

        Raises:
            SharpEyesError: the centre does not take it.
        """
        if not self._told and not self._outbox.figures.dead_letters:
            return
        letters = [news for one in await self._outbox.dead_letters() if (news := _news(one))]
        report = DeadLetterReport(letters=tuple(letters[:MAX_LETTERS]))
        orders = await self._centre.dead_letters(self._shard, report)
        self._told = bool(letters)
        kept = {one.id for one in report.letters}
        again, aside = kept & set(orders.send_again), kept & set(orders.put_aside)
        if again:
            await self._outbox.replay(again)
            _log.info("dead letters are sent again, as decided at the centre", count=len(again))
        if aside:
            await self._outbox.put_aside(aside)
            _log.info("dead letters are put aside, as decided at the centre", count=len(aside))


def _news(letter: DeadLetter) -> DeadLetterNews | None:
    """Return what is told of a letter; none of one that another version wrote."""
    try:
        alert = Alert.model_validate_json(letter.body)
        return DeadLetterNews(
            id=letter.alert_id,
            camera=alert.camera_id,
            kind=alert.kind,
            region=alert.data.region,
            captured_at=alert.time,
            refused_at=letter.refused_at,
            reason=letter.reason[:500],
        )
    except ValidationError:
        return None
