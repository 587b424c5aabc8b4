"""A whole worker on fakes: looks, incidents, restarts, changes of the registry, stills."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.node.acknowledgement import Acknowledgement
from sharp_eyes.node.health import CameraState
from sharp_eyes.node.shard_registry import RevisionNotice
from tests.unit.ingest.worker.rig import SETTINGS, Rig, lease, phases, told


async def test_a_finding_becomes_an_alert_with_its_picture_and_the_time_of_decoding(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        frame = rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1 and rig.centre.pictures)
        await until(lambda: outbox.figures.pictures_waiting == 0)
        [alert] = await told(outbox)
    data = alert["data"]
    assert alert["source"] == "/370499/101/n1/s1"
    assert alert["subject"] == f"camera/{one.id}"
    assert (data["epoch"], data["seq"], data["zone"]) == (1, 0, "square")
    assert [picture["status"] for picture in data["evidence"]] == ["stored"]
    assert set(rig.centre.pictures) == {picture["sha256"] for picture in data["evidence"]}
    assert alert["time"] == frame.captured_at.isoformat().replace("+00:00", "Z")
    assert data["decoded_at"] >= alert["time"]


async def test_a_restarted_worker_goes_on_with_the_same_incident(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
    # The detectors of the new one say "new" again: still no second incident.
    rig.watches.scripts[one.id] = [Phase.NEW, Phase.END]
    async with rig.running() as (_worker, outbox):
        assert [one.key.zone_id for one in rig.watches.made[-1].resumed] == ["square"]
        rig.frames.put(one.id)
        await until(lambda: rig.watches.made[-1].looks == 1)
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 2)
        alerts = await told(outbox)
    assert phases(alerts) == ["new", "end"]
    assert alerts[0]["data"]["incident_id"] == alerts[1]["data"]["incident_id"]
    assert [(a["data"]["epoch"], a["data"]["seq"]) for a in alerts] == [(1, 0), (2, 1)]


async def test_with_a_new_disk_open_incidents_come_from_the_centre(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        rig.centre.incidents = await outbox.open_incidents()
    rig.path = rig.path.with_name("other.sqlite")
    rig.watches.scripts[one.id] = [Phase.END]
    async with rig.running() as (_worker, outbox):
        assert rig.watches.made[-1].resumed == rig.centre.incidents
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        [alert] = await told(outbox)
    assert alert["data"]["incident_id"] == rig.centre.incidents[0].incident_id
    assert alert["data"]["phase"] == "end"


async def test_without_the_centre_the_last_registry_on_disk_serves_and_the_epoch_holds(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    async with rig.running():
        pass
    rig.centre.away = True
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        [incident] = await outbox.open_incidents()
        assert (worker.epoch, incident.epoch) == (1, 1)
        # And when it is back, it grants anew.
        rig.centre.away = False
        await until(lambda: worker.epoch == 2)


async def test_an_incident_taken_over_while_running_is_gone_on_with_by_the_detectors(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        rig.centre.incidents = await outbox.open_incidents()
    # Another disk, which knows the registry and nothing of the incident, and no centre at first.
    rig.path = rig.path.with_name("other.sqlite")
    rig.centre.incidents, held = [], rig.centre.incidents
    async with rig.running():
        pass
    rig.centre.away = True
    rig.watches.scripts[one.id] = [Phase.END]
    async with rig.running() as (_worker, outbox):
        watch = rig.watches.made[-1]
        assert watch.resumed == []
        # Meanwhile somebody else held the shard: the next epoch is not the one after ours.
        rig.centre.registry = rig.centre.registry.model_copy(update={"epoch": 7})
        rig.centre.incidents, rig.centre.away = held, False
        await until(lambda: watch.resumed == held)
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        [alert] = await told(outbox)
    assert rig.watches.made[-1] is watch, "the camera stayed as it was"
    assert (alert["data"]["incident_id"], alert["data"]["phase"]) == (held[0].incident_id, "end")


async def test_changes_of_the_registry_apply_at_once_and_leave_other_cameras_alone(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    first, second, third = (make_camera(number) for number in (1, 2, 3))
    rig.centre.change(first, second)
    for camera in (first, second):
        rig.watches.scripts[camera.id] = [Phase.NEW]
    async with rig.running() as (worker, outbox):
        for camera in (first, second):
            rig.frames.put(camera.id)
        await until(lambda: outbox.figures.waiting == 2)
        untouched = rig.watches.made[0]
        rig.centre.change(first, third)
        worker.registry_noticed(RevisionNotice(revision=rig.centre.registry.revision))
        await until(lambda: {one.id for one in rig.frames.sources} == {first.id, third.id})
        await until(lambda: outbox.figures.waiting == 3)
        ended = (await told(outbox))[-1]
        assert ended["subject"] == f"camera/{second.id}"
        assert ended["data"]["reason"] == EndReason.CAMERA_REMOVED.value
        rig.frames.put(first.id)
        await until(lambda: untouched.looks == 2)
        assert [one.camera.id for one in rig.watches.made] == [first.id, second.id, third.id]
        assert {one.id for one in worker.camera_health()} == {first.id, third.id}


async def test_an_incident_of_a_zone_that_is_gone_ends_and_detectors_keep_what_they_learned(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        rig.centre.change(
            one.model_copy(
                update={
                    "analytics": one.analytics.model_copy(
                        update={
                            "zones": (one.analytics.zones[0].model_copy(update={"id": "other"}),)
                        }
                    )
                }
            )
        )
        worker.registry_noticed(RevisionNotice(revision=rig.centre.registry.revision))
        await until(lambda: outbox.figures.waiting == 2)
        ended = (await told(outbox))[-1]
    assert ended["data"]["reason"] == EndReason.ZONE_CHANGED.value
    assert rig.watches.made[-1].restored == b"state of " + one.id.encode()


async def test_a_silent_camera_is_a_fault_until_it_is_back(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one, other = make_camera(1), make_camera(2)
    rig.centre.change(one, other)
    rig.frames.states[one.id] = CameraState.OFFLINE
    async with rig.running() as (_worker, outbox):
        await until(lambda: outbox.figures.waiting == 1)
        [alert] = await told(outbox)
        assert alert["type"] == IncidentKind.CAMERA_FAULT.event_type
        assert alert["data"]["zone"] is None
        assert alert["data"]["measurement"]["quantity"] == "silence"
        assert alert["subject"] == f"camera/{one.id}"
    # A restart in between opens no second one.
    async with rig.running() as (_worker, outbox):
        rig.frames.states[one.id] = CameraState.ONLINE
        await until(lambda: outbox.figures.waiting == 2)
        alerts = await told(outbox)
    assert phases(alerts) == ["new", "end"]
    assert len({alert["data"]["incident_id"] for alert in alerts}) == 1


async def test_stills_are_made_only_while_leased_and_with_privacy_masks_burned_in(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one, other = make_camera(1), make_camera(2)
    rig.centre.change(one, other)
    async with rig.running() as (worker, _outbox):
        for camera in (one, other):
            rig.frames.put(camera.id)
        await until(lambda: all(watch.looks for watch in rig.watches.made))
        assert rig.centre.stills == []
        worker.stills_wanted(lease(one.id))
        await until(lambda: len(rig.centre.stills) == 1)
        camera_id, jpeg, _at = rig.centre.stills[0]
        assert camera_id == one.id
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert picture.shape == (36, 64, 3)
        assert picture[:, :24].max() < 60
        assert picture[:, 40:].min() > 200
        # Nobody looks any more: the centre says so, and no further one is made.
        rig.centre.wanted = False
        last = rig.frames.put(one.id)
        await until(lambda: rig.centre.stills[-1][2] == last.captured_at)
        made = len(rig.centre.stills)
        before = rig.watches.made[0].looks
        rig.frames.put(one.id)
        await until(lambda: rig.watches.made[0].looks > before)
        assert len(rig.centre.stills) == made


async def test_a_slow_centre_gets_the_newest_still_and_no_backlog(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    async with rig.running() as (worker, _outbox):
        rig.centre.hold.clear()
        worker.stills_wanted(lease(one.id))
        first = rig.frames.put(one.id)
        await until(lambda: rig.decoder.decoded)
        frames = [rig.frames.put(one.id) for _ in range(20)]
        await until(lambda: worker._board.newest(one.id) is frames[-1])
        rig.centre.hold.set()
        await until(lambda: len(rig.centre.stills) == 2)
        times = [at for _camera, _jpeg, at in rig.centre.stills]
    assert times == [first.captured_at, frames[-1].captured_at]


async def test_detector_states_are_saved_while_running_and_at_the_end(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    async with rig.running(replace(SETTINGS, save_every_s=3600.0)) as (worker, outbox):
        worker._keeper.get(one.id).unsaved = True
        assert await outbox.state(one.id) is None
    async with rig.running() as (worker, outbox):
        assert rig.watches.made[-1].restored == b"state of " + one.id.encode()


async def test_a_detector_that_fails_stops_neither_itself_nor_others(
    rig: Rig, make_camera: Any, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make_camera(1), make_camera(2)
    rig.centre.change(one, other)
    rig.watches.scripts[other.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        broken = rig.watches.made[0]
        whole = broken.look_crowd

        def fail(*_: object) -> list[Any]:
            raise ZeroDivisionError

        monkeypatch.setattr(broken, "look_crowd", fail)
        rig.frames.put(one.id)
        rig.frames.put(other.id)
        await until(lambda: outbox.figures.waiting == 1)
        monkeypatch.setattr(broken, "look_crowd", whole)
        rig.frames.put(one.id)
        await until(lambda: broken.looks == 1)


async def test_the_end_is_in_good_order_and_quick_although_broker_and_centre_hang(
    rig: Rig, make_camera: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.centre.hold.clear()
    async with asyncio.timeout(20):
        async with rig.running() as (worker, _outbox):
            worker.stills_wanted(lease(one.id))
            rig.frames.put(one.id)
    assert rig.frames.closed


async def test_acknowledged_alerts_do_not_come_back_with_a_restart(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        await until(lambda: outbox.figures.pictures_waiting == 0)
        [alert] = await told(outbox)
        await outbox.acknowledge(Acknowledgement(stored=(alert["id"],)))
    async with rig.running() as (_worker, outbox):
        assert await told(outbox) == []
        assert len(await outbox.open_incidents()) == 1


async def test_a_crowd_before_a_camera_that_goes_silent_ends_as_blind(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        rig.frames.states[one.id] = CameraState.OFFLINE
        await until(lambda: outbox.figures.waiting == 3)
        await until(lambda: outbox.figures.pictures_waiting == 0)
        crowd, fault, end = await told(outbox)
    assert crowd["data"]["phase"] == "new"
    assert fault["type"] == IncidentKind.CAMERA_FAULT.event_type, "the fault is said first"
    assert (end["type"], end["data"]["phase"]) == (IncidentKind.CROWD.event_type, "end")
    assert end["data"]["reason"] == "blind"
    assert end["data"]["incident_id"] == crowd["data"]["incident_id"]


async def test_one_decoded_frame_serves_crowd_and_diagnosis(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.diagnosis = True
    async with rig.running() as (worker, _outbox):
        rig.frames.put(one.id)
        watch = rig.watches.made[-1]
        await until(lambda: watch.looks == 1 and watch.diagnosed == 1)
        # Each is counted when it is over, in either order.
        both = {"crowd": 1, "diagnosis": 1}
        await until(lambda: worker.stats()["cameras"][one.id]["looks"] == both)
    assert len(rig.decoder.decoded) == 1


async def test_a_detector_that_fails_does_not_keep_the_others_from_the_frame(
    rig: Rig, make_camera: Any, until: Any
) -> None:
    one = make_camera(1)
    rig.centre.change(one)
    rig.watches.diagnosis = True
    rig.watches.scripts[one.id] = [Phase.NEW]
    async with rig.running() as (_worker, outbox):

        def broken(*_arguments: Any) -> list[Any]:
            raise RuntimeError("broken")

        rig.watches.made[-1].look_diagnosis = broken
        rig.frames.put(one.id)
        await until(lambda: outbox.figures.waiting == 1)
        await until(lambda: outbox.figures.pictures_waiting == 0)
        [alert] = await told(outbox)
    assert alert["type"] == IncidentKind.CROWD.event_type
