"""The uploader: nothing is given up but what the centre will never take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.dispatch.evidence_uploader import EvidenceUploader
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.errors import BadInput, Refused, SharpEyesError, TryAgain


class Centre:
    """Answers each upload from a list, then takes everything."""

    def __init__(self, *answers: type[SharpEyesError]) -> None:
        self.answers = list(answers)
        self.has: set[str] = set()

    async def put_evidence(self, picture: Picture) -> None:
        """Take it or not."""
        if self.answers:
            raise self.answers.pop(0)(Bilingual("不", "no"))
        self.has.add(picture.sha256)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("answers", "arrive"),
    [
        ((), True),
        ((TryAgain, TryAgain), True),
        ((Refused,), True),
        ((BadInput,), False),
    ],
)
async def test_a_picture_arrives_unless_it_will_never_be_taken(
    outbox: Outbox, story: Any, answers: tuple[type[SharpEyesError], ...], arrive: bool
) -> None:
    centre = Centre(*answers)
    picture = Picture.of(b"picture")
    uploader = EvidenceUploader(outbox, centre, Random(1), first_retry_s=0.01)
    task = asyncio.create_task(uploader.run())
    await outbox.record(*story.open("square", picture), [picture])

    async def settled() -> bool:
        return await outbox.pending_pictures() == []

    await until(settled)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (picture.sha256 in centre.has) is arrive
    assert outbox.figures.pictures_lost == (0 if arrive else 1)
    # Settled either way: the alert waits no longer.
    assert len(await outbox.take_due(10)) == 1
