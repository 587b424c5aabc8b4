"""Back-off."""

from random import Random

import pytest

from ingest.reconnect import ReconnectPolicy


def test_delays_go_by_one_five_ten_and_sixty_seconds():
    steps = [ReconnectPolicy().step_s(failures) for failures in range(1, 30)]
    assert steps == [1.0] * 5 + [5.0] * 5 + [10.0] * 10 + [60.0] * 9


@pytest.mark.parametrize("failures", [1, 6, 11, 21, 10_000])
def test_jitter_is_full_so_that_cameras_do_not_come_back_together(failures):
    policy, rng = ReconnectPolicy(), Random(1)
    step_s = policy.step_s(failures)
    drawn = [policy.delay_s(failures, rng.uniform) for _ in range(500)]
    assert 0 <= min(drawn) < 0.05 * step_s
    assert 0.95 * step_s < max(drawn) <= step_s


def test_a_wrong_password_waits_at_least_half_a_minute_from_the_first_time():
    policy, rng = ReconnectPolicy(), Random(1)
    assert min(policy.delay_s(1, rng.uniform, hopeless=True) for _ in range(500)) >= 30
