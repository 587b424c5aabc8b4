"""Sources, promises, health and samples: the registry and the frames in other words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from ingest.health import CameraHealth
from ingest.schedule.look import Look, LookKind
from ingest.schedule.promise import Promise
from ingest.worker.health_report import camera_health
from ingest.worker.promises import promises_for
from ingest.worker.settings import WorkerSettings
from ingest.worker.sources import camera_sources
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.node.health import CameraState
from sharp_eyes.node.shard_registry import CameraSecret, ShardRegistry

NODE = NodeAddress("370499", "101", "n1", "s1")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def registry(*cameras: Any, secrets: tuple[CameraSecret, ...] = ()) -> ShardRegistry:
    return ShardRegistry(shard="s1", epoch=1, revision=1, cameras=cameras, secrets=secrets)


def test_streams_come_with_the_credentials_their_camera_names(make_camera: Any) -> None:
    secret = CameraSecret(name="demo", username="camera", password=SecretStr("pw"))
    cameras = (make_camera(1, credentials="demo"), make_camera(2), make_camera(3, credentials="x"))
    sources = camera_sources(registry(*cameras, secrets=(secret,)))
    assert [(one.username, one.password) for one in sources] == [
        ("camera", "pw"),
        (None, None),
        (None, None),
    ]
    assert "pw" not in repr(sources)


@pytest.mark.parametrize(
    "address", ["rtsp://c/a", "rtsps://c/a", "whep://c/a", "wheps://c/a", "whip:"]
)
def test_every_kind_of_address_that_a_registry_may_hold_is_opened(
    make_camera: Any, address: str
) -> None:
    (source,) = camera_sources(registry(make_camera(1, streams={"sub": address})))
    assert source.url == address


def test_disabled_cameras_are_not_held_but_reported(make_camera: Any) -> None:
    cameras = (make_camera(1), make_camera(2, enabled=False), make_camera(3, enabled=False))
    whole = registry(*cameras)
    assert [one.id for one in camera_sources(whole)] == [cameras[0].id]
    seen = {cameras[0].id: CameraHealth(cameras[0].id, CameraState.ONLINE, NOW)}
    reports = camera_health(whole, seen, NOW)
    assert [one.id for one in reports] == [camera.id for camera in cameras]
    assert [one.state.value for one in reports] == ["online", "offline", "offline"]
    assert reports[1].error is not None
    assert set(reports[1].error) == {"zh", "en"}


def test_cameras_say_since_when_their_view_has_moved(make_camera: Any) -> None:
    cameras = (make_camera(1), make_camera(2))
    seen = {one.id: CameraHealth(one.id, CameraState.ONLINE, NOW) for one in cameras}
    reports = camera_health(registry(*cameras), seen, NOW, {cameras[1].id: NOW})
    assert [one.view_moved_since for one in reports] == [None, NOW]


@pytest.mark.parametrize(("state", "said"), [("offline", True), ("online", False)])
def test_an_old_error_is_said_only_while_the_camera_is_away(
    make_camera: Any, state: str, said: bool
) -> None:
    one = make_camera(1)
    health = CameraHealth(
        one.id,
        CameraState(state),
        NOW,
        fps=14.987,
        time_source=TimeSource.SENDER_REPORT,
        last_error=Bilingual("断", "gone"),
    )
    [report] = camera_health(registry(one), {one.id: health}, NOW)
    assert (report.error is not None) is said
    assert report.fps == 14.99
    assert report.time_source.value == "sender_report"


class Watch:
    """Says which detectors it has."""

    frames_waiting = 0

    def __init__(self, crowd: bool, construction: bool, diagnosis: bool = False) -> None:
        self.watches_crowd = crowd
        self.watches_construction = construction
        self.watches_diagnosis = diagnosis


@pytest.mark.parametrize(
    ("crowd", "construction", "asked", "kinds"),
    [
        (True, True, {}, {LookKind.CROWD: 0.5, LookKind.CONSTRUCTION: 600.0}),
        (True, True, {"crowd": False}, {LookKind.CONSTRUCTION: 600.0}),
        (False, False, {}, {}),
        (False, False, {"sample_every_s": 2.0}, {LookKind.SAMPLE: 2.0}),
        (True, False, {"crowd": False, "sample_every_s": 2.0}, {LookKind.SAMPLE: 2.0}),
        (True, False, {"sample_every_s": 2.0}, {LookKind.CROWD: 0.5}),
    ],
)
def test_promises_follow_registry_and_options(
    make_camera: Any,
    crowd: bool,
    construction: bool,
    asked: dict[str, Any],
    kinds: dict[LookKind, float],
) -> None:
    one = make_camera(1)
    watch: Any = Watch(crowd, construction)
    promises = promises_for([(one, watch)], WorkerSettings(node=NODE, **asked))
    assert {promise.look.kind: promise.interval_s for promise in promises} == kinds
    visit = Promise(Look(one.id, LookKind.CONSTRUCTION), 600.0, 3)
    assert (visit in promises) is (LookKind.CONSTRUCTION in kinds)


def test_the_picture_diagnosis_has_its_own_promise(make_camera: Any) -> None:
    one, watch = make_camera(1), Watch(crowd=True, construction=False, diagnosis=True)
    made = promises_for([(one, watch)], WorkerSettings(node=NODE))
    assert {promise.look.kind: promise.interval_s for promise in made} == {
        LookKind.CROWD: 0.5,
        LookKind.DIAGNOSIS: 10.0,
    }
    without = promises_for([(one, watch)], WorkerSettings(node=NODE, diagnosis=False))
    assert [promise.look.kind for promise in without] == [LookKind.CROWD]


def test_a_disabled_camera_is_promised_nothing(make_camera: Any) -> None:
    watch: Any = Watch(True, True)
    assert promises_for([(make_camera(1, enabled=False), watch)], WorkerSettings(node=NODE)) == []
