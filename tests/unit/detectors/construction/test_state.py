from datetime import timedelta

import numpy as np
import pytest

from detectors.construction.detector import ConstructionDetector
from detectors.construction.series_shot import MOST, SeriesShot, with_shot
from detectors.construction.state import ConstructionState
from detectors.construction.watched_area import WatchedArea
from sharp_eyes.errors import Damaged
from sharp_eyes.registry.zone import Zone
from tests.unit.detectors.support import START, Ground, at, boxes, plot_zone, rising


def learned():
    ground = Ground()
    area = WatchedArea(Zone.model_validate(plot_zone()), (), 600.0)
    detector = ConstructionDetector([area], 600.0)
    pictures = [ground.picture() for _ in range(6)] + rising(ground, 34)
    for index, picture in enumerate(pictures):
        detector.visit(picture, boxes(), None, at(600.0 * index), START.date())
    memory = detector.memory
    cells = np.zeros(memory.works.mean.shape, np.float32)
    cells[10:20, 10:20] = 0.75
    memory.works.visit(cells, np.zeros((180, 320), np.bool_), START, infrared=False)
    memory.works.told = cells > 0.5
    return memory


@pytest.fixture(scope="module")
def state():
    shots = tuple(SeriesShot(at(index), bytes([index] * 5)) for index in range(3))
    return ConstructionState(learned(), b"jpeg", START, shots)


def test_a_state_comes_back_as_it_went(state):
    packed = state.to_bytes()
    again = ConstructionState.from_bytes(packed)
    kept, memory = again.memory, state.memory
    assert np.array_equal(kept.evidence.counts, memory.evidence.counts)
    assert np.array_equal(kept.evidence.onsets, memory.evidence.onsets)
    assert np.allclose(kept.noise, memory.noise, atol=0.01)
    assert np.allclose(kept.works.mean, memory.works.mean, atol=0.001)
    assert np.array_equal(kept.works.onsets, memory.works.onsets)
    assert np.array_equal(kept.works.told, memory.works.told)
    assert kept.works.seen_at == memory.works.seen_at
    assert len(kept.bank.references) == len(memory.bank.references)
    for one, other in zip(kept.bank.references, memory.bank.references, strict=True):
        assert np.array_equal(one.light, other.light)
        assert np.array_equal(one.known, other.known)
        assert (one.infrared, one.made_at, one.used_at) == (
            other.infrared,
            other.made_at,
            other.used_at,
        )
    assert [track.confirmed_at for track in kept.tracker.tracks] == [
        track.confirmed_at for track in memory.tracker.tracks
    ]
    assert kept.tracker.tracks[0].shares == memory.tracker.tracks[0].shares
    assert np.array_equal(kept.tracker.tracks[0].mask, memory.tracker.tracks[0].mask)
    assert kept.tracker.tracks[0].signs == memory.tracker.tracks[0].signs
    assert (kept.visits, kept.begun_at) == (memory.visits, memory.begun_at)
    assert (again.before_jpeg, again.before_at, again.shots) == (b"jpeg", START, state.shots)
    assert len(packed) < 900_000


@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: b"",
        lambda packed: b"no archive at all",
        lambda packed: packed[: len(packed) // 2],
        lambda packed: packed[:2000] + b"\x00" * 64 + packed[2064:],
        lambda packed: packed + b"0" * 9_000_000,
        lambda packed: b"SEC2" + packed[4:],
    ],
    ids=["empty", "text", "cut off", "flipped bytes", "far too large", "an older version"],
)
def test_a_damaged_state_is_named_as_such(state, spoil):
    with pytest.raises(Damaged):
        ConstructionState.from_bytes(spoil(state.to_bytes()))


def test_the_series_stays_bounded_and_keeps_its_first_and_latest_pictures():
    shots = ()
    for index in range(100):
        shots = with_shot(shots, SeriesShot(START + timedelta(hours=6 * index), b""))
        assert len(shots) <= MOST
    assert shots[0].at == START
    assert shots[-1].at == START + timedelta(hours=6 * 99)
    assert sorted(shots, key=lambda one: one.at) == list(shots)
