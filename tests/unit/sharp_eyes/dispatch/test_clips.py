"""Clips among the pictures: nothing waits for them, and none is lost with a merged update."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest

from sharp_eyes.alert.evidence import MP4, Evidence, EvidenceRole, EvidenceStatus
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.dispatch.evidence_uploader import EvidenceUploader
from sharp_eyes.dispatch.merged_clips import MAX_EVIDENCE, with_clips_of
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_limits import OutboxLimits
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.errors import TryAgain

STILL = Picture.of(b"still" * 20)
CLIP = Picture.of(b"clip" * 20, MP4)


def with_clip(story: Any, incident: Any, value: float = 13.0) -> Any:
    """An update that names the clip."""
    after, alert = story.update(incident, value)
    clip = Evidence(sha256=CLIP.sha256, role=EvidenceRole.CLIP, media_type=MP4)
    data = alert.data.model_copy(update={"evidence": (clip,)})
    return after, alert.model_copy(update={"data": data})


class Centre:
    """Takes stills at once; clips when it is told to."""

    def __init__(self) -> None:
        self.has: list[str] = []
        self.clips_go = asyncio.Event()
        self.clips_failing = 0

    async def put_evidence(self, picture: Picture) -> None:
        """Take it."""
        if picture.is_clip:
            if self.clips_failing:
                self.clips_failing -= 1
                raise TryAgain(Bilingual("不", "no"))
            await self.clips_go.wait()
        self.has.append(picture.sha256)


async def test_an_update_with_a_clip_goes_at_once_and_says_that_it_is_on_its_way(
    outbox: Outbox, story: Any
) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.record(*with_clip(story, incident), [CLIP])
    rows = await outbox.take_due(10)
    assert len(rows) == 2
    assert b'"status":"pending"' in rows[1].body


async def test_a_still_is_uploaded_while_a_clip_is_on_its_way(outbox: Outbox, story: Any) -> None:
    centre = Centre()
    uploader = EvidenceUploader(outbox, centre, Random(1), first_retry_s=0.01)
    task = asyncio.create_task(uploader.run())
    try:
        incident, alert = story.open()
        await outbox.record(incident, alert)
        await outbox.record(*with_clip(story, incident), [CLIP])
        await outbox.record(*story.open("other", STILL), [STILL])
        async with asyncio.timeout(10):
            while await outbox.pending_pictures():
                await asyncio.sleep(0.01)
        assert centre.has == [STILL.sha256]
        assert await outbox.pending_clips() == [CLIP.sha256]
        centre.clips_go.set()
        async with asyncio.timeout(10):
            while await outbox.pending_clips():
                await asyncio.sleep(0.01)
        assert centre.has == [STILL.sha256, CLIP.sha256]
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_clip_that_could_not_be_uploaded_is_tried_again(outbox: Outbox, story: Any) -> None:
    centre = Centre()
    centre.clips_failing = 2
    centre.clips_go.set()
    uploader = EvidenceUploader(outbox, centre, Random(1), first_retry_s=0.01)
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.record(*with_clip(story, incident), [CLIP])
    task = asyncio.create_task(uploader.run())
    try:
        async with asyncio.timeout(10):
            while await outbox.pending_clips():
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert centre.has == [CLIP.sha256]


async def test_an_update_that_replaces_one_with_a_clip_names_it_and_keeps_its_bytes(
    outbox: Outbox, story: Any
) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    incident, alert = with_clip(story, incident)
    await outbox.record(incident, alert, [CLIP])
    incident, alert = story.update(incident, 14.0)
    await outbox.record(incident, alert)
    rows = await outbox.take_due(10)
    assert len(rows) == 2
    assert CLIP.sha256.encode() in rows[1].body
    assert await outbox.picture(CLIP.sha256) == CLIP


async def test_after_a_restart_a_clip_is_still_a_clip(outbox: Outbox, story: Any) -> None:
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.record(*with_clip(story, incident), [CLIP])
    found = await outbox.picture(CLIP.sha256)
    assert found is not None
    assert (found.media_type, found.is_clip) == (MP4, True)


@pytest.mark.parametrize("limits", [OutboxLimits(spool_bytes=150)])
async def test_where_the_spool_is_full_clips_are_lost_before_stills(
    outbox: Outbox, story: Any, limits: OutboxLimits
) -> None:
    await outbox.record(*story.open("other", STILL), [STILL])
    incident, alert = story.open()
    await outbox.record(incident, alert)
    await outbox.record(*with_clip(story, incident), [CLIP])
    assert await outbox.pending_pictures() == [STILL.sha256]
    assert await outbox.pending_clips() == []
    await outbox.settle_picture(STILL.sha256, EvidenceStatus.STORED)
    bodies = [row.body for row in await outbox.take_due(10)]
    assert any(b'"status":"lost"' in body for body in bodies)


def test_an_update_names_no_more_than_an_alert_may(story: Any) -> None:
    incident, _alert = story.open()
    _after, clipped = with_clip(story, incident)
    body = clipped.model_dump_json().encode()
    pictures = tuple(Picture.of(b"%d" % number) for number in range(MAX_EVIDENCE))
    _after, full = story.update(incident, 14.0, *pictures)
    assert len(with_clips_of(full, [body]).data.evidence) == MAX_EVIDENCE
    assert with_clips_of(clipped, [body]).data.evidence == clipped.data.evidence
