"""Who is set aside, and for how long."""

from datetime import timedelta

import pytest

from ingest.camera_source import CameraSource
from ingest.guard.quarantine import HELD_FOR, Quarantine
from sharp_eyes.clock import ManualClock

CAMERA = CameraSource("37049901001326000001", "rtsp://cam/a", "user", "pa55")
OTHER = CameraSource("37049901001326000002", "rtsp://cam/b")
CHANGES = {
    "address": CameraSource(CAMERA.id, "rtsp://cam/c", "user", "pa55"),
    "user": CameraSource(CAMERA.id, "rtsp://cam/a", "admin", "pa55"),
    "certificate": CameraSource(CAMERA.id, "rtsp://cam/a", "user", "pa55", "ab" * 32),
}


@pytest.fixture
def clock():
    return ManualClock()


def again(quarantine: Quarantine, clock) -> Quarantine:
    """As the next process reads it."""
    return Quarantine(quarantine._path, clock)


def test_a_camera_stays_over_restarts_until_its_day_is_over(tmp_path, clock):
    quarantine = Quarantine(tmp_path / "state" / "q.json", clock)
    assert quarantine.add([CAMERA.id])
    quarantine.review([CAMERA, OTHER])
    clock.advance(HELD_FOR.total_seconds() - 1)
    assert list(again(quarantine, clock)) == [CAMERA.id]
    assert CAMERA.id in quarantine
    assert OTHER.id not in quarantine
    clock.advance(1)
    assert CAMERA.id not in quarantine
    assert len(quarantine) == 0
    quarantine.review([CAMERA])
    assert "326000001" not in (tmp_path / "state" / "q.json").read_text()


def test_one_that_comes_again_is_counted_and_not_new(tmp_path, clock):
    quarantine = Quarantine(tmp_path / "q.json", clock)
    assert quarantine.add([CAMERA.id])
    assert not quarantine.add([CAMERA.id])
    assert quarantine.add([CAMERA.id, OTHER.id])
    assert {key: one.count for key, one in again(quarantine, clock).entries().items()} == {
        CAMERA.id: 3,
        OTHER.id: 1,
    }


@pytest.mark.parametrize("change", CHANGES)
def test_a_stream_that_changed_is_given_another_chance(change, tmp_path, clock):
    quarantine = Quarantine(tmp_path / "q.json", clock)
    quarantine.add([CAMERA.id, OTHER.id])
    quarantine.review([CAMERA, OTHER])
    quarantine.review([CHANGES[change], OTHER])
    assert list(again(quarantine, clock)) == [OTHER.id]


def test_a_camera_that_is_away_for_a_while_stays(tmp_path, clock):
    quarantine = Quarantine(tmp_path / "q.json", clock)
    quarantine.add([CAMERA.id])
    quarantine.review([CAMERA])
    quarantine.review([])
    quarantine.review([CAMERA])
    assert CAMERA.id in again(quarantine, clock)


def test_no_password_is_written(tmp_path, clock):
    quarantine = Quarantine(tmp_path / "q.json", clock)
    quarantine.add([CAMERA.id])
    quarantine.review([CAMERA])
    text = (tmp_path / "q.json").read_text()
    assert "pa55" not in text
    assert "cam/a" not in text


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cameras": {"1": {"at": 5}}}', '{"x": 1}'])
def test_a_damaged_list_is_begun_anew(text, tmp_path, clock):
    (tmp_path / "q.json").write_text(text)
    quarantine = Quarantine(tmp_path / "q.json", clock)
    assert len(quarantine) == 0
    quarantine.add([CAMERA.id])
    assert CAMERA.id in again(quarantine, clock)


def test_an_entry_from_the_future_does_not_stay_for_ever(tmp_path, clock):
    quarantine = Quarantine(tmp_path / "q.json", clock)
    quarantine.add([CAMERA.id])
    earlier = ManualClock(clock.now() - timedelta(days=400))
    assert CAMERA.id not in again(quarantine, earlier)


def test_a_list_that_cannot_be_written_holds_all_the_same(tmp_path, clock):
    (tmp_path / "file").write_text("")
    quarantine = Quarantine(tmp_path / "file" / "q.json", clock)
    quarantine.add([CAMERA.id])
    assert CAMERA.id in quarantine
