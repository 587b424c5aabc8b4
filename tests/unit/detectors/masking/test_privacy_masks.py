import numpy as np

from detectors.masking.privacy_masks import burn_privacy_masks
from sharp_eyes.registry.privacy_mask import PrivacyMask

WINDOW = PrivacyMask(id="window", polygon=((0.25, 0.25), (0.5, 0.25), (0.5, 0.5), (0.25, 0.5)))


def test_masked_pixels_are_black_and_the_rest_is_untouched():
    image = np.full((100, 200, 3), 200, np.uint8)
    burned = burn_privacy_masks(image, [WINDOW])
    assert not burned[25:51, 50:101].any()
    assert (burned[:, 110:] == 200).all()
    assert (image == 200).all()


def test_without_masks_the_picture_is_passed_on():
    image = np.zeros((10, 10, 3), np.uint8)
    assert burn_privacy_masks(image, []) is image
