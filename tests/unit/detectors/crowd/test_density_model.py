from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from detectors.crowd.density_count import people_in_zone
from detectors.crowd.density_model import DensityModel
from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.errors import BadInput, MissingPart
from tests.unit.detectors.ground.camera_view import ASPECT, CameraView

LOWER_HALF = ((0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def write_red_counter(path: Path, size=("h", "w"), per_cell=1.0, metadata=None, outputs=1) -> Path:
    """A network that sees a person in every 8 x 8 block of pure red, nobody where it is black."""
    weights = np.zeros((1, 3, 8, 8), np.float32)
    weights[0, 0] = per_cell / 64 * 0.229
    nodes = [
        helper.make_node("Conv", ["picture", "w", "b"], ["mean"], strides=[8, 8]),
        helper.make_node("Constant", [], ["most"], value_float=per_cell),
        helper.make_node("Relu", ["mean"], ["density"]),
    ]
    graph = helper.make_graph(
        nodes,
        "red",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, *size])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
            for name in ["density", "most"][:outputs]
        ],
        [
            helper.make_tensor("w", TensorProto.FLOAT, weights.shape, weights.ravel()),
            # Black, which is -0.485 / 0.229 once normalised, is nobody.
            helper.make_tensor("b", TensorProto.FLOAT, [1], [per_cell * 0.485]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    for key, value in (metadata or {}).items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(model, path)
    return path


def red_blocks(*cells: tuple[int, int]) -> np.ndarray:
    """A black picture of 640 x 352 with red 8 x 8 blocks at (column, row)."""
    image = np.zeros((352, 640, 3), np.uint8)
    for column, row in cells:
        image[8 * row : 8 * row + 8, 8 * column : 8 * column + 8, 2] = 255
    return image


def one_block(model: DensityModel) -> float:
    return float(model.people_map(red_blocks((40, 30))).sum())


def test_the_map_sums_to_the_people_and_lies_where_they_are(tmp_path):
    model = DensityModel(write_red_counter(tmp_path / "red.onnx"))
    people = model.people_map(red_blocks((10, 10), (70, 40)))
    assert people.shape == (44, 80)
    assert sorted(np.argwhere(people > 0.01).tolist()) == [[10, 10], [40, 70]]
    assert people.sum() == pytest.approx(2.0, abs=0.01)
    assert model.name().name == "red"
    assert model.name().sha256 is not None


def test_a_network_that_draws_hundredths_says_so_in_its_metadata(tmp_path):
    plain = DensityModel(write_red_counter(tmp_path / "a.onnx"))
    scaled = DensityModel(
        write_red_counter(tmp_path / "b.onnx", metadata={"people_per_unit": "0.01"})
    )
    assert one_block(scaled) == pytest.approx(0.01 * one_block(plain), rel=0.01)


def test_a_fixed_input_takes_pictures_of_any_size(tmp_path):
    model = DensityModel(write_red_counter(tmp_path / "f.onnx", size=(256, 416)))
    assert model.people_map(np.zeros((1080, 1920, 3), np.uint8)).shape == (32, 52)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_bytes(b"no model"), "broken or no ONNX"),
        (lambda path: write_red_counter(path, outputs=2), "2 outputs"),
        (lambda path: write_red_counter(path, size=(4, 4)), "it does not run"),
        (
            lambda path: write_red_counter(path, metadata={"people_per_unit": "many"}),
            "people_per_unit is 'many'",
        ),
    ],
    ids=["no model", "two outputs", "too small", "no number"],
)
def test_a_file_that_is_no_density_model_is_refused_at_the_start(tmp_path, make, reason):
    path = tmp_path / "wrong.onnx"
    make(path)
    with pytest.raises(BadInput, match=reason):
        DensityModel(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(MissingPart):
        DensityModel(tmp_path / "nowhere.onnx")


def test_without_ground_points_heads_in_the_zone_count():
    people = np.zeros((10, 10), np.float32)
    people[2, 5], people[7, 5] = 3.0, 4.0
    assert people_in_zone(people, LOWER_HALF, None, ASPECT).count == pytest.approx(4.0)
    assert people_in_zone(people, WHOLE, None, ASPECT).count == pytest.approx(7.0)


def test_a_zone_s_edge_cuts_through_cells():
    people = np.ones((10, 10), np.float32)
    strip = ((0.0, 0.0), (0.25, 0.0), (0.25, 1.0), (0.0, 1.0))
    assert people_in_zone(people, strip, None, ASPECT).count == pytest.approx(25.0)


def test_with_ground_points_people_count_where_their_feet_stand():
    view = CameraView()
    plane = GroundPlane.fit(view.points())
    people = np.zeros((90, 160), np.float32)
    foot = view.ahead(1.0, 15.0)
    u, v = view.see([foot], up_m=1.7 * 0.92)[0]
    people[int(v * 90), int(u * 160)] = 1.0
    found = people_in_zone(people, WHOLE, plane, ASPECT)
    assert np.average(found.places, axis=0, weights=found.weights) == pytest.approx(
        view.see([foot])[0], abs=0.03
    )
    assert found.by_density_model
    assert not found.at_least
