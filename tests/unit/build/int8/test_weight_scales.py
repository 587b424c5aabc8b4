import numpy as np
import pytest

from build_support.int8.weight_scales import LARGEST, weight_scales

LARGEST_SUM = 32767 // 255


def rounded(weights):
    return np.rint(weights / weight_scales(weights).reshape(-1, 1, 1, 1)).astype(np.int64)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shape", [(8, 16, 3, 3), (4, 1, 2, 2), (16, 128, 1, 1), (3, 12, 2, 2)])
def test_no_two_neighbours_overflow_sixteen_bits(shape, seed):
    weights = np.random.default_rng(seed).standard_t(3, shape).astype(np.float32)
    taken = rounded(weights)
    assert np.abs(taken).max() <= LARGEST
    for order in ((0, 2, 3, 1), (0, 1, 2, 3)):
        flat = taken.transpose(order).reshape(len(weights), -1)
        for side in (np.maximum(flat, 0), np.maximum(-flat, 0)):
            assert (side[:, 1:] + side[:, :-1]).max() <= LARGEST_SUM


def test_lone_large_weights_use_all_of_a_byte():
    weights = np.array([[[[-2.0, 0.1], [0.1, -0.1]]]], np.float32)
    assert np.abs(rounded(weights)).max() > 0.9 * LARGEST


def test_two_large_neighbours_share_it():
    weights = np.array([[[[1.0, 1.0], [0.0, 0.0]]]], np.float32)
    assert rounded(weights)[0, 0, 0].tolist() == [64, 64]


def test_a_channel_of_nothing_has_a_scale_too():
    assert weight_scales(np.zeros((2, 3, 1, 1), np.float32)).min() > 0
