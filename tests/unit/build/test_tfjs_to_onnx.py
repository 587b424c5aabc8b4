"""The converter, one operation at a time, against plain numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx.reference import ReferenceEvaluator

from build_support.errors import BuildSupportError
from build_support.size_agnostic import make_size_agnostic
from build_support.tfjs_to_onnx import convert
from tests.unit.build.tfjs import GraphBuilder, ints, text

RANDOM = np.random.default_rng(7)


def converted(builder: GraphBuilder, shape: Sequence[int], *outputs: str) -> onnx.ModelProto:
    return convert(
        builder.graph(),
        input_name="image",
        input_shape=shape,
        outputs={name: f"out_{i}" for i, name in enumerate(outputs)},
        model_name="test",
    )


def run(model: onnx.ModelProto, value: NDArray[Any]) -> list[NDArray[Any]]:
    return list(ReferenceEvaluator(model).run(None, {"image": value.astype(np.float32)}))


def valid_conv(x: NDArray[Any], kernel: NDArray[Any], stride: int) -> NDArray[Any]:
    """TensorFlow's Conv2D: NHWC by (height, width, in, out), VALID padding."""
    kernel_height, kernel_width, _, out = kernel.shape
    height = (x.shape[1] - kernel_height) // stride + 1
    width = (x.shape[2] - kernel_width) // stride + 1
    y = np.zeros((x.shape[0], height, width, out))
    for row in range(height):
        for column in range(width):
            top, left = row * stride, column * stride
            patch = x[:, top : top + kernel_height, left : left + kernel_width, :]
            y[:, row, column, :] = np.tensordot(patch, kernel, axes=3)
    return y


def conv_net() -> tuple[GraphBuilder, NDArray[Any], NDArray[Any]]:
    """NCHW in, padded, transposed, convolved with a bias, transposed back, as NanoDet does."""
    kernel, bias = RANDOM.normal(size=(3, 3, 2, 4)), RANDOM.normal(size=4)
    b = GraphBuilder()
    b.const("pads", [[0, 0], [0, 0], [1, 1], [1, 1]])
    b.const("to_nhwc", [0, 2, 3, 1])
    b.const("to_nchw", [0, 3, 1, 2])
    b.const("kernel", kernel)
    b.const("bias", bias)
    b.node("pad", "Pad", "x", "pads")
    b.node("nhwc", "Transpose", "pad", "to_nhwc")
    b.node("conv", "Conv2D", "nhwc", "kernel", strides=ints(1, 2, 2, 1), padding=text("VALID"))
    b.node("biased", "Add", "conv", "bias")
    b.node("nchw", "Transpose", "biased", "to_nchw")
    b.node("relu", "LeakyRelu", "nchw", alpha={"f": 0.1})
    return b, kernel, bias


def test_a_padded_convolution_with_bias_gives_the_numbers_of_numpy() -> None:
    b, kernel, bias = conv_net()
    x = RANDOM.normal(size=(1, 2, 6, 8))
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1))).transpose(0, 2, 3, 1)
    y = (valid_conv(padded, kernel, 2) + bias).transpose(0, 3, 1, 2)
    (actual,) = run(converted(b, x.shape, "relu"), x)
    np.testing.assert_allclose(actual, np.where(y < 0, 0.1 * y, y), rtol=1e-4, atol=1e-5)


def test_transposes_that_undo_each_other_vanish_and_the_bias_joins_its_convolution() -> None:
    b, _, _ = conv_net()
    ops = [node.op_type for node in converted(b, (1, 2, 6, 8), "relu").graph.node]
    assert ops == ["Pad", "Conv", "LeakyRelu", "Identity"]


def test_the_same_graph_gives_the_same_bytes() -> None:
    b, _, _ = conv_net()
    first, second = (converted(b, (1, 2, 6, 8), "relu").SerializeToString() for _ in range(2))
    assert first == second


def test_bilinear_resizing_takes_half_pixel_centres() -> None:
    b = GraphBuilder()
    b.const("size", [1, 4])
    b.node("r", "ResizeBilinear", "x", "size", half_pixel_centers={"b": True})
    (actual,) = run(converted(b, (1, 1, 2, 1), "r"), np.array([0.0, 1.0]).reshape(1, 1, 2, 1))
    np.testing.assert_allclose(actual.ravel(), [0, 0.25, 0.75, 1])


def test_pooling_after_padding_with_a_value_never_takes_the_padding() -> None:
    b = GraphBuilder()
    b.const("pads", [[0, 0], [1, 1], [1, 1], [0, 0]])
    b.const("low", np.float32(-99))
    b.node("p", "PadV2", "x", "pads", "low")
    b.node("m", "MaxPool", "p", ksize=ints(1, 3, 3, 1), strides=ints(1, 2, 2, 1))
    (actual,) = run(converted(b, (1, 3, 3, 1), "m"), -np.arange(9.0).reshape(1, 3, 3, 1))
    assert actual.ravel().tolist() == [0, -1, -3, -4]


def test_splits_concats_sums_and_reshapes_keep_every_number_in_its_place() -> None:
    b = GraphBuilder()
    b.const("sizes", [1, 2])
    b.const("axis", 1)
    b.node("split", "SplitV", "x", "sizes", "axis")
    b.node("swapped", "ConcatV2", "split:1", "split", "axis")
    b.node("sum", "AddV2", "swapped", "x")
    # The shape [1, 3, -1] is written as constants that are put together, as NanoDet's are.
    b.const("base", [1, 3, 0])
    b.const("place", [[2]])
    b.const("length", [3])
    b.const("minus", [-1])
    b.const("zero", np.int32(0))
    b.node("last", "SparseToDense", "place", "length", "minus", "zero")
    b.node("shape", "AddV2", "base", "last")
    b.node("flat", "Reshape", "sum", "shape")
    b.node("s", "Sigmoid", "flat")
    x = RANDOM.normal(size=(1, 3, 2, 2))
    flat, sigmoid = run(converted(b, x.shape, "flat", "s"), x)
    expected = (np.concatenate([x[:, 1:], x[:, :1]], 1) + x).reshape(1, 3, 4)
    np.testing.assert_allclose(flat, expected, rtol=1e-6)
    np.testing.assert_allclose(sigmoid, 1 / (1 + np.exp(-expected)), rtol=1e-5)


@pytest.mark.parametrize(
    ("op", "attributes", "message"),
    [
        ("Softplus", {}, "Softplus is not known"),
        ("Conv2D", {"padding": text("SAME")}, "only VALID"),
        ("Conv2D", {"data_format": text("NCHW")}, "only the NHWC"),
        ("ResizeBilinear", {"align_corners": {"b": True}}, "only half-pixel"),
    ],
)
def test_what_is_not_known_is_refused_by_name(
    op: str, attributes: dict[str, Any], message: str
) -> None:
    b = GraphBuilder()
    b.const("c", np.ones((1, 1, 1, 1)))
    b.node("odd", op, "x", "c", **attributes)
    with pytest.raises(BuildSupportError, match=f"odd.*{message}"):
        converted(b, (1, 1, 2, 2), "odd")


def test_an_output_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(BuildSupportError, match="no node named nothing"):
        converted(GraphBuilder(), (1,), "nothing")


def head(size: tuple[int, int]) -> GraphBuilder:
    """A resize to a number of pixels and a reshape to a number of places."""
    b = GraphBuilder()
    b.const("size", list(size))
    b.const("shape", [1, 2, size[0] * size[1]])
    b.const("perm", [0, 2, 1])
    b.const("to_nhwc", [0, 2, 3, 1])
    b.const("to_nchw", [0, 3, 1, 2])
    b.node("nhwc", "Transpose", "x", "to_nhwc")
    b.node("r", "ResizeBilinear", "nhwc", "size", half_pixel_centers={"b": True})
    b.node("nchw", "Transpose", "r", "to_nchw")
    b.node("flat", "Reshape", "nchw", "shape")
    b.node("places", "Transpose", "flat", "perm")
    return b


@pytest.mark.parametrize("size", [(8, 8), (2, 2)], ids=["doubled", "halved"])
def test_an_open_size_gives_the_same_numbers_at_the_source_size_and_takes_others(
    size: tuple[int, int],
) -> None:
    fixed = converted(head(size), (1, 2, 4, 4), "places")
    opened = make_size_agnostic(fixed, size_multiple=4)
    x = RANDOM.normal(size=(1, 2, 4, 4))
    np.testing.assert_array_equal(run(fixed, x)[0], run(opened, x)[0])
    other = RANDOM.normal(size=(3, 2, 8, 4))
    factor = size[0] / 4
    assert run(opened, other)[0].shape == (3, int(32 * factor**2), 2)
    # Each picture of a batch comes out as it does alone.
    np.testing.assert_array_equal(run(opened, other)[0][1:2], run(opened, other[1:2])[0])


def test_a_resize_that_is_no_simple_factor_is_refused() -> None:
    fixed = converted(head((6, 6)), (1, 2, 4, 4), "places")
    with pytest.raises(BuildSupportError, match="no factor"):
        make_size_agnostic(fixed, size_multiple=4)
