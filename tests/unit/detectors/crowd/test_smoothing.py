import pytest

from detectors.crowd.smoothing import CountSmoother


@pytest.mark.parametrize(
    ("counts", "smoothed"),
    [
        ([5], [5]),
        ([5, 9], [5, 5]),
        ([5, 5, 20, 5, 5], [5, 5, 5, 5, 5]),
        ([5, 5, 5, 12, 12, 12], [5, 5, 5, 5, 12, 12]),
        ([12, 12, 12, 0, 0, 0], [12, 12, 12, 12, 0, 0]),
    ],
)
def test_one_wrong_look_is_dropped_and_a_real_change_shows_within_three(counts, smoothed):
    smoother = CountSmoother()
    assert [smoother.add(count) for count in counts] == smoothed
