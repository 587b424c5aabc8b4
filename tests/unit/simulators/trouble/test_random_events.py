from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from simulators.trouble.kinds import KINDS
from simulators.trouble.random_events import random_events

IDS = [str(number) for number in range(40)]


def test_the_same_seed_gives_the_same_trouble_and_another_seed_another() -> None:
    first, again, other = (random_events(IDS, KINDS, Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("share", [0.02, 0.05, 0.3])
def test_cameras_are_in_trouble_for_about_the_share_wished_and_every_kind_comes(
    share: float,
) -> None:
    events = random_events(IDS, KINDS, Random(1), share=share)
    seconds = sum(event.for_s or 0.0 for event in events)
    assert seconds / (len(IDS) * 3600) == pytest.approx(share, rel=0.25)
    assert {event.kind for event in events} == set(KINDS)


def test_of_one_camera_faults_never_overlap_and_all_are_in_order() -> None:
    events = random_events(IDS, KINDS, Random(1), share=0.5, horizon_s=600)
    assert [e.at_s for e in events] == sorted(e.at_s for e in events)
    for camera in IDS:
        own = [event for event in events if event.camera_id == camera]
        assert all(a.at_s + (a.for_s or 0) <= b.at_s + 0.01 for a, b in pairwise(own))
        assert all(10.0 <= event.at_s < 600 for event in own)
