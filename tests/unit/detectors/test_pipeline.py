import hashlib

import cv2
import numpy as np
import pytest

from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.errors import Damaged
from tests.unit.detectors.support import (
    CAMERA_ID,
    START,
    FakeModel,
    Ground,
    at,
    boxes,
    camera,
    crowd_zone,
    plot_zone,
    rising,
)

FOUR = boxes(*[(40.0 * i + 20, 60.0, 40.0 * i + 40, 120.0) for i in range(4)])
MASK = {"id": "window", "polygon": [(0.5, 0.0), (1.0, 0.0), (1.0, 0.5), (0.5, 0.5)]}


def incident(kind, zone_id, *, severity=Severity.SERIOUS, value=4.0):
    return Incident(
        incident_id="01JZZZZZZZZZZZZZZZZZZZZZZZ",
        key=IncidentKey(CAMERA_ID, kind, zone_id),
        opened_at=START,
        severity=severity,
        epoch=1,
        seq=1,
        last_sent_at=START,
        value=value,
    )


def look_crowd(detectors, picture, looks, *, start_s=0.0):
    return [
        finding
        for look in range(looks)
        for finding in detectors.look_crowd(picture, at(start_s + 2 * look))
    ]


def visit(detectors, pictures, *, start=0):
    findings = []
    for index, picture in enumerate(pictures):
        for _ in range(3):
            detectors.visit_frame(picture)
        findings += detectors.look_construction(at(600 * (start + index)))
    return findings


def test_a_crowd_becomes_one_finding_with_its_picture():
    model = FakeModel(FOUR)
    detectors = CameraDetectors(camera(crowd_zone()), (), model)
    found = look_crowd(detectors, Ground().picture(), 8)
    assert [finding.phase for finding in found] == [Phase.NEW]
    first = found[0]
    assert first.key == IncidentKey(CAMERA_ID, IncidentKind.CROWD, "square")
    assert (first.measurement.value, first.measurement.limit) == (4.0, 3.0)
    assert (first.model.name, first.model.threshold) == ("fake", 0.45)
    picture = first.pictures[0]
    assert picture.role is EvidenceRole.SCENE
    assert hashlib.sha256(picture.jpeg).hexdigest() == picture.sha256


def test_one_inference_serves_counting_and_masking():
    model = FakeModel(FOUR)
    detectors = CameraDetectors(camera(crowd_zone()), (), model)
    ground = Ground()
    for second in range(8):
        detectors.look_crowd(ground.picture(wall_px=60 * (second % 2)), at(second))
    assert len(model.shown) == 8
    assert max(model.thresholds) <= 0.15


def test_people_under_the_cameras_threshold_are_not_counted():
    doubtful = boxes(*FOUR.boxes.tolist(), score=0.3)
    detectors = CameraDetectors(camera(crowd_zone()), (), FakeModel(doubtful))
    assert look_crowd(detectors, Ground().picture(), 8) == []
    assert detectors.crowd_observations[0].people == 0


def test_nobody_is_recognisable_in_the_evidence_of_a_crowd():
    picture = Ground().picture()
    stripes = np.where(np.arange(20) // 2 % 2, 250, 5).astype(np.uint8)
    for left, top, right, bottom in FOUR.boxes.astype(int).tolist():
        picture[top:bottom, left:right] = stripes[None, : right - left, None]
    detectors = CameraDetectors(camera(crowd_zone()), (), FakeModel(FOUR))
    evidence = look_crowd(detectors, picture, 8)[0].pictures[0]
    shown = cv2.imdecode(np.frombuffer(evidence.jpeg, np.uint8), cv2.IMREAD_COLOR)
    # Above the ground markers, within the first person.
    assert picture[65:105, 22:38].std() > 100
    assert shown[65:105, 22:38].std() < 30


def test_an_incident_on_the_very_first_look_shows_nothing_but_cells():
    detectors = CameraDetectors(camera(crowd_zone(hold_s=0)), (), FakeModel(FOUR))
    picture = np.where(np.indices((180, 320)).sum(axis=0) % 2, 255, 0).astype(np.uint8)
    found = look_crowd(detectors, np.dstack([picture] * 3), 1)
    shown = cv2.imdecode(np.frombuffer(found[0].pictures[0].jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert shown[5:35, 180:310].std() < 30


def test_privacy_masks_are_burned_in_before_anything_looks():
    model = FakeModel(FOUR)
    detectors = CameraDetectors(camera(crowd_zone(), plot_zone(), masks=[MASK]), (), model)
    picture = Ground().picture()
    found = look_crowd(detectors, picture, 4)
    visit(detectors, [picture])
    # Four looks at one standing picture, and the visit.
    assert len(model.shown) == 2
    for shown in model.shown:
        assert not shown[:88, 162:].any()
    evidence = cv2.imdecode(np.frombuffer(found[0].pictures[0].jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert evidence[:80, 180:].mean() < 40
    assert not detectors.mask_still(picture)[:88, 162:].any()
    assert picture[:88, 162:].any()


def test_a_still_for_live_viewing_keeps_its_people():
    picture = Ground().picture()
    detectors = CameraDetectors(camera(crowd_zone()), (), FakeModel(FOUR))
    assert np.array_equal(detectors.mask_still(picture), picture)


@pytest.mark.parametrize("place_type", ["unknown", "worship"])
def test_where_analytics_are_not_allowed_nothing_is_looked_at(place_type):
    model = FakeModel(FOUR)
    place = camera(crowd_zone(), plot_zone(), place_type=place_type)
    detectors = CameraDetectors(place, (), model)
    assert look_crowd(detectors, Ground().picture(), 8) == []
    visit(detectors, [Ground().picture()] * 8)
    assert not detectors.watches_crowd
    assert not detectors.watches_construction
    assert model.shown == []


def test_a_building_becomes_a_finding_with_before_after_and_outline():
    ground = Ground()
    detectors = CameraDetectors(camera(plot_zone()), (), FakeModel())
    pictures = [ground.picture() for _ in range(6)]
    pictures += rising(ground, 32)
    found = visit(detectors, pictures)
    assert found[0].phase is Phase.NEW
    assert {finding.phase for finding in found[1:]} <= {Phase.UPDATE}
    roles = [picture.role for picture in found[0].pictures]
    assert roles == [
        EvidenceRole.BEFORE,
        EvidenceRole.AFTER,
        EvidenceRole.OUTLINE,
        EvidenceRole.SERIES,
    ]
    before, after = (
        cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)[:180]
        for picture in found[0].pictures[:2]
    )
    assert np.abs(before.astype(int) - pictures[0])[90:140, 130:200].mean() < 15
    assert np.abs(after.astype(int) - pictures[-1])[90:140, 130:200].mean() < 15
    assert found[0].measurement.unit == "share of picture"


def test_a_restart_in_the_middle_goes_on_with_the_same_incident():
    ground, model = Ground(), FakeModel()
    place = camera(plot_zone())
    first = CameraDetectors(place, (), model)
    assert first.state() is None
    pictures = [ground.picture() for _ in range(6)]
    found = visit(first, pictures + rising(ground, 32))
    stored = first.state()
    assert found[0].phase is Phase.NEW
    assert stored is not None

    second = CameraDetectors(place, (), model)
    second.restore(stored)
    open_one = incident(
        IncidentKind.CONSTRUCTION,
        "plot",
        severity=found[0].severity,
        value=found[0].measurement.value,
    )
    assert second.resume([open_one], at(0)) == []
    grown = visit(second, [ground.picture(wall_px=90)] * 8, start=38)
    assert {finding.phase for finding in grown} <= {Phase.UPDATE}
    ended = visit(second, [ground.picture() for _ in range(16)], start=46)
    # On its way out it may be told that less of it is left.
    assert ended[-1].phase is Phase.END
    assert {finding.phase for finding in ended[:-1]} <= {Phase.UPDATE}
    assert all(one.measurement.value < found[0].measurement.value for one in ended)


def test_a_crowd_goes_on_after_a_restart():
    detectors = CameraDetectors(camera(crowd_zone()), (), FakeModel(FOUR))
    assert detectors.resume([incident(IncidentKind.CROWD, "square")], at(10)) == []
    assert look_crowd(detectors, Ground().picture(), 8, start_s=10) == []
    empty = FakeModel()
    again = CameraDetectors(camera(crowd_zone()), (), empty)
    again.resume([incident(IncidentKind.CROWD, "square")], at(10))
    ended = look_crowd(again, Ground().picture(), 8, start_s=10)
    assert [(finding.phase, finding.reason) for finding in ended] == [
        (Phase.END, EndReason.CLEARED)
    ]
    assert (ended[0].captured_at - at(10)).total_seconds() == 8.0


def test_an_incident_whose_zone_is_gone_ends_with_that_reason():
    detectors = CameraDetectors(camera(crowd_zone()), (), FakeModel())
    gone = [incident(IncidentKind.CROWD, "old"), incident(IncidentKind.CONSTRUCTION, "plot")]
    ended = detectors.resume(gone, at(5))
    assert {(finding.zone_id, finding.reason) for finding in ended} == {
        ("old", EndReason.ZONE_CHANGED),
        ("plot", EndReason.ZONE_CHANGED),
    }


def test_without_a_model_an_open_crowd_stays_open():
    detectors = CameraDetectors(camera(crowd_zone()))
    assert detectors.resume([incident(IncidentKind.CROWD, "square")], at(5)) == []
    assert not detectors.watches_crowd


def test_without_a_model_construction_is_seen_but_no_picture_shows_anybody():
    ground = Ground()
    detectors = CameraDetectors(camera(plot_zone()))
    pictures = [ground.picture() for _ in range(6)] + rising(ground, 32)
    found = visit(detectors, pictures)
    assert found[0].phase is Phase.NEW
    after = cv2.imdecode(np.frombuffer(found[0].pictures[1].jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert cv2.Laplacian(after[:170], cv2.CV_32F).std() < 5
    assert cv2.Laplacian(pictures[0], cv2.CV_32F).std() > 10
    assert detectors.state() is None


def test_nobody_who_stood_there_is_in_the_stored_state():
    ground = Ground()
    person = (140, 60, 180, 150)
    model = FakeModel(boxes(person, score=0.16))
    detectors = CameraDetectors(camera(plot_zone()), (), model)
    visit(detectors, [ground.picture(box=person) for _ in range(8)])
    restored = CameraDetectors(camera(plot_zone()), (), model)
    stored = detectors.state()
    assert stored is not None
    restored.restore(stored)
    references = restored._construction._detector.memory.bank.references
    for reference in references:
        assert not reference.known[65:145, 142:178].any()
        assert np.ptp(reference.light[65:145, 142:178]) == 0
    before = cv2.imdecode(np.frombuffer(restored._construction._before[0], np.uint8), 1)
    assert before[70:140, 145:175].std() < 25


def test_closing_ends_everything_that_is_open():
    detectors = CameraDetectors(camera(crowd_zone()), (), FakeModel(FOUR))
    look_crowd(detectors, Ground().picture(), 4)
    ended = detectors.close(EndReason.CAMERA_REMOVED, at(9))
    assert [(finding.phase, finding.reason) for finding in ended] == [
        (Phase.END, EndReason.CAMERA_REMOVED)
    ]
    assert detectors.close(EndReason.CAMERA_REMOVED, at(9)) == []


def test_a_damaged_state_is_refused_and_learning_begins():
    detectors = CameraDetectors(camera(plot_zone()), (), FakeModel())
    with pytest.raises(Damaged):
        detectors.restore(b"rubbish")
    visit(detectors, [Ground().picture()] * 6)
    assert detectors.state() is not None


def test_a_visit_without_frames_is_none():
    detectors = CameraDetectors(camera(plot_zone()), (), FakeModel())
    assert detectors.look_construction(at(0)) == []
    assert detectors.construction_observations == ()


def test_a_state_learned_under_other_privacy_masks_is_learned_anew():
    learned = CameraDetectors(camera(plot_zone()), (), FakeModel())
    visit(learned, [Ground().picture()] * 6)
    stored = learned.state()
    assert stored is not None

    same = CameraDetectors(camera(plot_zone()), (), FakeModel())
    same.restore(stored)
    assert same.state() is not None

    masked = CameraDetectors(camera(plot_zone(), masks=[MASK]), (), FakeModel())
    masked.restore(stored)
    assert masked.state() is None


def test_an_operators_word_has_construction_learn_its_references_anew():
    place = camera(plot_zone())
    learned = CameraDetectors(place, (), FakeModel())
    visit(learned, [Ground().picture()] * 6)
    stored = learned.state()
    assert stored is not None
    confirmed = place.model_copy(update={"view_confirmed_at": at(7)})
    anew = CameraDetectors(confirmed, (), FakeModel())
    anew.restore(stored)
    assert anew.state() is None, "nothing of the former view is kept"
    visit(anew, [Ground().picture()] * 6)
    relearned = anew.state()
    assert relearned is not None
    # What is learned after it is kept under it, and under no other word.
    for word, kept in ((at(7), True), (at(8), False)):
        other = place.model_copy(update={"view_confirmed_at": word})
        after = CameraDetectors(other, (), FakeModel())
        after.restore(relearned)
        assert (after.state() is not None) is kept


def test_a_visit_of_one_frame_shows_nothing_but_cells_since_nothing_tells_who_moved():
    ground = Ground()
    detectors = CameraDetectors(camera(plot_zone()), (), FakeModel())
    pictures = [ground.picture() for _ in range(6)]
    pictures += rising(ground, 32)
    found = []
    for index, picture in enumerate(pictures):
        detectors.visit_frame(picture)
        found += detectors.look_construction(at(600 * index))
    assert found[0].phase is Phase.NEW
    after = cv2.imdecode(np.frombuffer(found[0].pictures[1].jpeg, np.uint8), cv2.IMREAD_COLOR)[:180]
    fine = np.abs(np.diff(after[20:160, 20:300].astype(int), axis=1)).mean()
    sharp = np.abs(np.diff(pictures[-1][20:160, 20:300].astype(int), axis=1)).mean()
    assert fine < sharp / 3
