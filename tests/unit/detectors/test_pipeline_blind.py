"""What a fault of the picture does to everything else that looks at the camera."""

from __future__ import annotations

import copy
import functools
from datetime import datetime
from typing import Any

import cv2
import numpy as np
import pytest

from detectors.finding import Finding
from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.registry.place_type import PlaceType
from tests.unit.detectors.diagnosis.street import HEIGHT, WIDTH, Street, clipped
from tests.unit.detectors.support import (
    CAMERA_ID,
    FakeModel,
    at,
    boxes,
    camera,
    crowd_zone,
    plot_zone,
)

MASK = {"id": "window", "polygon": [(0.5, 0.0), (1.0, 0.0), (1.0, 0.3), (0.5, 0.3)]}
FOUR = boxes(*[(40.0 * i + 20, 60.0, 40.0 * i + 40, 120.0) for i in range(4)])


class Site:
    """A camera's detectors and what is before it."""

    def __init__(self, *zones: dict[str, Any], masks: tuple[dict[str, Any], ...] = ()) -> None:
        self.place = camera(*zones, masks=masks)
        self.street = Street()
        self.model = FakeModel()
        self.detectors = CameraDetectors(self.place, (), self.model)
        self.seconds = 0

    def now(self) -> datetime:
        return at(self.seconds)

    def diagnose(self, looks: int, change: Any = None) -> list[Finding]:
        found = []
        for _ in range(looks):
            picture = self.street.picture()
            picture = picture if change is None else change(picture)
            found += self.detectors.look_diagnosis(picture, self.now())
            self.seconds += 10
        return found

    def crowd(self, looks: int = 6) -> list[Finding]:
        found = []
        for _ in range(looks):
            found += self.detectors.look_crowd(self.street.picture(), self.now())
            self.seconds += 2
        return found

    def restarted(self, incidents: list[Incident], **changes: Any) -> list[Finding]:
        """Go on with new detectors from the state of the old ones; their first findings."""
        state = self.detectors.state()
        place = self.place.model_copy(update=changes)
        self.detectors = CameraDetectors(place, (), self.model)
        if state is not None:
            self.detectors.restore(state)
        return self.detectors.resume(incidents, self.now())


@functools.cache
def _learned(masked: bool) -> Site:
    site = Site(crowd_zone(), plot_zone(), masks=(MASK,) if masked else ())
    assert site.diagnose(40) == []
    return site


def site(masked: bool = False) -> Site:
    return copy.deepcopy(_learned(masked))


def black(picture):
    return np.full_like(picture, 4)


def moved(picture):
    return np.asarray(np.roll(picture, WIDTH // 8, axis=1), np.uint8)


def cast(picture):
    return clipped(picture * np.array([0.3, 1, 1], np.float32))


def open_incident(zone: str = "picture", opened_s: float = 0.0, kind=IncidentKind.CAMERA_FAULT):
    return Incident(
        incident_id="01JZZZZZZZZZZZZZZZZZZZZZZZ",
        key=IncidentKey(CAMERA_ID, kind, zone),
        opened_at=at(opened_s),
        severity=Severity.SERIOUS,
        epoch=1,
        seq=1,
        last_sent_at=at(opened_s),
        value=0.1,
    )


def test_a_fault_is_one_incident_of_the_picture_with_a_still_in_which_nobody_is_seen() -> None:
    one = site()
    (new,) = one.diagnose(6, black)
    assert new.key == IncidentKey(CAMERA_ID, IncidentKind.CAMERA_FAULT, "picture")
    assert (new.phase, new.severity) == (Phase.NEW, Severity.SERIOUS)
    assert (new.measurement.quantity, new.measurement.unit) == ("black", "grey levels")
    assert new.measurement.value <= new.measurement.limit
    assert len(new.pictures) == 1
    (end,) = one.diagnose(8)
    assert (end.phase, end.reason, end.key) == (Phase.END, EndReason.CLEARED, new.key)
    assert end.measurement.quantity == "black"


def test_evidence_of_a_bad_picture_is_masked_whole() -> None:
    one = site()
    (new,) = one.diagnose(34, cast)
    jpeg = np.frombuffer(new.pictures[0].jpeg, np.uint8)
    shown = cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)[:HEIGHT].astype(np.float32)
    plain = cv2.cvtColor(cast(one.street.picture()), cv2.COLOR_BGR2GRAY).astype(np.float32)
    assert np.abs(cv2.Laplacian(shown, -1)).mean() < 0.2 * np.abs(cv2.Laplacian(plain, -1)).mean()


def test_a_camera_that_becomes_blind_ends_its_crowd_and_counts_nobody_until_it_sees_again() -> None:
    one = site()
    one.model.found = FOUR
    assert [finding.phase for finding in one.crowd()] == [Phase.NEW]
    found = one.diagnose(6, black)
    assert [(finding.key.kind, finding.phase, finding.reason) for finding in found] == [
        (IncidentKind.CAMERA_FAULT, Phase.NEW, None),
        (IncidentKind.CROWD, Phase.END, EndReason.BLIND),
    ]
    assert one.detectors.blind
    shown = len(one.model.shown)
    assert one.crowd(20) == []
    assert len(one.model.shown) == shown, "what is blind is not even looked at"
    assert one.detectors.crowd_shares == {}
    one.diagnose(8)
    assert not one.detectors.blind
    assert [finding.phase for finding in one.crowd(60)] == [Phase.NEW]


def test_a_colour_cast_blinds_nobody() -> None:
    one = site()
    (new,) = one.diagnose(34, cast)
    assert (new.measurement.quantity, new.severity) == ("colour_cast", Severity.MINOR)
    assert not one.detectors.blind
    one.model.found = FOUR
    assert [finding.phase for finding in one.crowd()] == [Phase.NEW]


def test_a_crowd_ends_when_no_pictures_come_any_more() -> None:
    one = site()
    one.model.found = FOUR
    one.crowd()
    (end,) = one.detectors.signal_lost(one.now())
    assert (end.key.kind, end.phase, end.reason) == (
        IncidentKind.CROWD,
        Phase.END,
        EndReason.BLIND,
    )
    assert one.detectors.signal_lost(one.now()) == []


@pytest.mark.parametrize("masked", [False, True])
def test_a_moved_view_is_masked_whole_in_stills_and_evidence(masked: bool) -> None:
    one = site(masked)
    picture = one.street.picture()
    before = one.detectors.mask_still(picture)
    assert np.array_equal(before[200:], picture[200:])
    (new,) = one.diagnose(8, moved)
    assert new.measurement.quantity == "view_moved"
    assert one.detectors.hidden
    after = one.detectors.mask_still(picture)
    assert after.shape == picture.shape
    if masked:
        assert not after.any(), "nobody knows where the masks belong"
    else:
        detail = [np.abs(cv2.Laplacian(one, cv2.CV_32F)).mean() for one in (after, picture)]
        assert detail[0] < 0.2 * detail[1]
        assert after.any(), "what the camera is turned to can still be made out"


def test_masks_can_be_drawn_anew_by_the_lasting_edges_and_nobody_is_seen_in_them() -> None:
    one = site(masked=True)
    one.diagnose(8, moved)
    visits = iter(range(1000))

    def with_somebody(picture):
        changed = moved(picture).copy()
        # Somebody stands there in every fourth look.
        if next(visits) % 4 == 0:
            cv2.rectangle(changed, (300, 150), (340, 290), (250, 250, 250), -1)
        return changed

    assert not one.detectors.mask_still(one.street.picture()).any(), "not enough was seen yet"
    assert one.diagnose(60, with_somebody) == []
    shown = one.detectors.mask_still(one.street.picture())
    plain = moved(one.street.plate.astype(np.uint8))
    assert shown.shape == plain.shape
    assert np.array_equal(shown[..., 0], shown[..., 1]), "lines without colour"
    small = [
        cv2.resize(one[..., 0], (160, 90), interpolation=cv2.INTER_AREA) for one in (shown, plain)
    ]
    across, down = (cv2.Scharr(small[1], cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
    steep = np.hypot(across, down)[35:]
    lines = small[0][35:] > 128
    assert 0.05 < lines.mean() < 0.9
    assert steep[lines].mean() > 2 * steep[~lines].mean(), "they are where the view's edges are"
    assert not shown[: HEIGHT * 3 // 10, WIDTH // 2 :].any(), "what is masked stays black"
    alone = site(masked=True)
    alone.diagnose(8, moved)
    alone.diagnose(60, moved)
    nobody = alone.detectors.mask_still(alone.street.picture())
    more = (shown.astype(int) - nobody.astype(int))[140:300, 290:350]
    assert (more > 60).mean() < 0.02, "who stands there now and then has no outline"
    # Evidence stays black.
    one.model.found = FOUR
    assert one.detectors._diagnosis is not None
    assert not one.detectors._diagnosis.hidden(one.street.picture()).any()


def test_where_nothing_is_masked_a_view_back_in_its_place_is_shown_again() -> None:
    one = site()
    one.diagnose(8, moved)
    assert [finding.phase for finding in one.diagnose(10)] == [Phase.END]
    assert not one.detectors.hidden
    assert np.array_equal(one.detectors.mask_still(p := one.street.picture()), p)


def test_where_something_is_masked_only_an_operator_takes_the_whole_mask_back() -> None:
    one = site(masked=True)
    one.diagnose(8, moved)
    assert [finding.phase for finding in one.diagnose(10)] == [Phase.END]
    assert not one.detectors.blind
    assert one.detectors.hidden, "the view is back, but nobody said that the masks fit"
    one.model.found = FOUR
    (crowd,) = one.crowd()
    picture = cv2.imdecode(np.frombuffer(crowd.pictures[0].jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.max() < 16, "not in evidence either"
    for name, changes in {
        "a new name": {"name": "改名"},
        "other masks": {"privacy_masks": ()},
        "an older word": {"view_confirmed_at": at(-1000)},
    }.items():
        if name != "other masks":
            one.restarted([], **changes)
            assert one.detectors.hidden, name
    one.restarted([], view_confirmed_at=one.now())
    assert not one.detectors.hidden


def test_a_word_from_before_the_move_is_none_though_a_clock_that_ran_ahead_dated_it_later() -> None:
    one = site(masked=True)
    one.restarted([], view_confirmed_at=at(10_000_000))
    one.place = one.detectors.camera
    assert one.diagnose(40) == [], "the view is learned anew after it"
    one.diagnose(8, moved)
    assert one.detectors.hidden
    assert one.restarted([open_incident(opened_s=one.seconds - 20)]) == []
    assert one.detectors.hidden
    ends = one.restarted([open_incident()], view_confirmed_at=at(10_000_001))
    assert [finding.phase for finding in ends] == [Phase.END]
    assert not one.detectors.hidden


def test_an_operators_word_ends_the_moved_view_and_the_new_one_is_learned() -> None:
    one = site(masked=True)
    (new,) = one.diagnose(8, moved)
    opened_s = one.seconds
    findings = one.restarted([open_incident(opened_s=opened_s - 20)], view_confirmed_at=one.now())
    assert [(finding.key, finding.phase) for finding in findings] == [(new.key, Phase.END)]
    assert not one.detectors.hidden
    assert one.diagnose(45, moved) == [], "this is the view now"
    assert [f.measurement.quantity for f in one.diagnose(20)] == ["view_moved"]


def test_a_fault_goes_on_over_a_restart_and_the_others_stay_quiet() -> None:
    one = site()
    one.diagnose(6, black)
    crowd = open_incident("square", kind=IncidentKind.CROWD)
    ends = one.restarted([open_incident(), crowd])
    assert [(finding.key.kind, finding.reason) for finding in ends] == [
        (IncidentKind.CROWD, EndReason.BLIND)
    ]
    assert one.detectors.blind
    assert one.diagnose(10, black) == [], "it is not opened a second time"
    (end,) = one.diagnose(8)
    assert (end.phase, end.measurement.quantity) == (Phase.END, "black")


def test_without_its_state_an_open_fault_counts_as_a_moved_view_until_the_picture_tells() -> None:
    one = site()
    one.detectors = CameraDetectors(one.place, (), one.model)
    assert one.detectors.resume([open_incident()], one.now()) == []
    assert one.detectors.hidden
    assert one.detectors.blind


def test_a_moved_view_is_no_construction() -> None:
    one = site()
    one.diagnose(8, moved)
    one.detectors.visit_frame(one.street.picture())
    assert one.detectors.frames_waiting == 0
    assert one.detectors.look_construction(one.now()) == []


@pytest.mark.parametrize(
    ("changes", "watched"),
    [
        ({}, True),
        ({"analytics": {"diagnosis": False}}, False),
        ({"enabled": False}, False),
        ({"place_type": PlaceType.UNKNOWN}, False),
        ({"place_type": PlaceType.WORSHIP}, False),
    ],
)
def test_the_picture_is_diagnosed_only_where_analytics_are_allowed(
    changes: dict[str, Any], watched: bool
) -> None:
    place = camera(**changes) if "analytics" not in changes else camera()
    if "analytics" in changes:
        analytics = place.analytics.model_copy(update=changes["analytics"])
        place = place.model_copy(update={"analytics": analytics})
    detectors = CameraDetectors(place)
    assert detectors.watches_diagnosis == watched
    if not watched:
        assert detectors.look_diagnosis(np.zeros((90, 160, 3), np.uint8), at(0)) == []
        ends = detectors.resume([open_incident()], at(9))
        assert [finding.reason for finding in ends] == [EndReason.ZONE_CHANGED]
