import pytest
from pydantic import ValidationError

from detectors.models.camera_model import camera_model
from detectors.models.tiled_model import TiledModel
from sharp_eyes.registry.analytics import Analytics
from tests.unit.detectors.support import FakeModel, camera


def with_analytics(**fields):
    plain = camera()
    return plain.model_copy(update={"analytics": Analytics(**fields)})


class Resizable(FakeModel):
    long_side = 416

    def with_long_side(self, long_side):
        other = Resizable(self.found)
        other.long_side = long_side
        return other


def test_a_camera_that_says_nothing_uses_the_shared_model_itself():
    model = FakeModel()
    assert camera_model(model, camera()) is model


def test_a_camera_may_ask_for_another_input_size():
    assert camera_model(Resizable(), with_analytics(input_long_side=640)).long_side == 640


def test_a_model_of_fixed_size_goes_on_with_its_own():
    model = FakeModel()
    assert camera_model(model, with_analytics(input_long_side=640)) is model


def test_tiles_come_on_top_of_the_size():
    chosen = camera_model(Resizable(), with_analytics(tiles="3x2", input_long_side=320))
    assert isinstance(chosen, TiledModel)


@pytest.mark.parametrize(
    ("written", "grid"), [(1, (1, 1)), ("1", (1, 1)), ("2x2", (2, 2)), ("3x1", (3, 1))]
)
def test_tiles_are_written_as_columns_x_rows(written, grid):
    assert Analytics(tiles=written).tile_grid == grid


@pytest.mark.parametrize("written", [2, True, "2", "0x1", "5x5", "2X2", ""])
def test_other_tiles_are_refused(written):
    with pytest.raises(ValidationError):
        Analytics(tiles=written)


@pytest.mark.parametrize("size", [100, 417, 4096])
def test_an_input_size_the_network_cannot_have_is_refused(size):
    with pytest.raises(ValidationError):
        Analytics(input_long_side=size)
