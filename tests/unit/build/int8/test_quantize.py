"""The two forms of the default model say the same."""

import numpy as np
import onnx
import onnxruntime
import pytest

from build_support.default_model import FLOAT_MODEL, RANGES_FILE
from build_support.errors import BuildSupportError
from build_support.int8.activation_ranges import ActivationRanges
from build_support.int8.float_graph import float_graph
from build_support.int8.quantize import quantize
from detectors.models.nanodet import NanoDet
from detectors.models.nanodet_int8 import to_cells
from detectors.models.session_pool import SessionPool

pytestmark = pytest.mark.needs_model


@pytest.fixture(scope="module")
def graph(model_path):
    return float_graph(onnx.load(model_path.with_name(FLOAT_MODEL.file)))


@pytest.fixture(scope="module")
def ranges(model_path):
    return ActivationRanges.read(model_path.with_name(RANGES_FILE)).ranges


def smooth_picture(seed):
    coarse = np.random.default_rng(seed).integers(0, 255, (9, 16, 3)).astype(np.uint8)
    return np.kron(coarse, np.ones((10, 10, 1), np.uint8))


def test_the_float_graph_gives_what_the_model_gives(graph, model_path):
    picture = smooth_picture(1)
    model = NanoDet(SessionPool(model_path.with_name(FLOAT_MODEL.file)), long_side=160)
    planes, _scale = model.prepare(picture)
    whole = onnxruntime.InferenceSession(
        model_path.with_name(FLOAT_MODEL.file), providers=["CPUExecutionProvider"]
    )
    expected = dict(
        zip(
            [output.name for output in whole.get_outputs()],
            whole.run(None, {"image": planes}),
            strict=True,
        )
    )
    names = tuple(graph.outputs.values())
    rewritten = onnxruntime.InferenceSession(
        graph.model(names).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    cells, _scale = to_cells(picture, planes.shape[2], planes.shape[3])
    found = dict(
        zip(
            graph.outputs,
            rewritten.run(list(names), {"image": cells.astype(np.float32)}),
            strict=True,
        )
    )
    for stride in (8, 16, 32):
        logits = found[f"classes_{stride}"].reshape(1, 80, -1).transpose(0, 2, 1)
        assert np.abs(1 / (1 + np.exp(-logits)) - expected[f"scores_{stride}"]).max() < 1e-3
        sides = found[f"sides_{stride}"].reshape(1, 44, -1).transpose(0, 2, 1)
        assert np.abs(sides - expected[f"distances_{stride}"]).max() < 0.02


def test_values_that_are_only_moved_keep_their_scale(graph, ranges):
    model = quantize(graph, ranges)
    constants = {
        tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer
    }
    for node in graph.nodes:
        if node.op_type in ("Concat", "MaxPool"):
            scales = {float(constants[f"{name}_scale"]) for name in (*node.input, *node.output)}
            assert len(scales) == 1


def test_a_value_without_a_range_asks_for_calibration(graph, ranges):
    known = dict(ranges)
    known.pop("v11")
    with pytest.raises(BuildSupportError, match="calibrate"):
        quantize(graph, known)


def test_every_value_holds_zero_exactly(graph, ranges):
    model = quantize(graph, dict.fromkeys(ranges, (0.5, 1.0)))
    zeros = [
        int(onnx.numpy_helper.to_array(tensor))
        for tensor in model.graph.initializer
        if tensor.name.endswith("_zero") and tensor.data_type == onnx.TensorProto.UINT8
    ]
    assert zeros.count(0) > 50
