"""Reading TensorFlow.js graph models."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from build_support.errors import BuildSupportError
from build_support.tfjs_graph import TfjsGraph, TfjsNode


def parse(entries: list[dict[str, Any]], blob: bytes) -> TfjsGraph:
    document = {
        "modelTopology": {"node": [{"name": "n", "op": "Identity", "input": ["a", "^b"]}]},
        "weightsManifest": [{"paths": ["one.bin"], "weights": entries}],
    }
    return TfjsGraph.parse(json.dumps(document).encode(), {"one.bin": blob}.__getitem__)


def test_weights_stored_in_any_form_come_out_as_their_own_type() -> None:
    entries = [
        {
            "name": "half",
            "shape": [2, 1],
            "dtype": "float32",
            "quantization": {"dtype": "float16", "original_dtype": "float32"},
        },
        {
            "name": "byte",
            "shape": [2],
            "dtype": "float32",
            "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1.0},
        },
        {"name": "whole", "shape": [], "dtype": "int32"},
    ]
    blob = np.array([1.5, -2], np.float16).tobytes() + bytes([0, 4]) + np.int32(7).tobytes()
    weights = parse(entries, blob).weights
    assert weights["half"].tolist() == [[1.5], [-2.0]]
    assert weights["byte"].tolist() == [-1.0, 1.0]
    assert weights["whole"].shape == ()
    assert weights["whole"] == 7
    assert {value.dtype.name for value in weights.values()} == {"float32", "int32"}


def test_control_inputs_are_left_out() -> None:
    assert parse([], b"").nodes["n"].inputs == ("a",)


@pytest.mark.parametrize("blob", [b"", b"123", b"12345"], ids=["none", "short", "long"])
def test_weights_that_do_not_fit_their_description_are_refused(blob: bytes) -> None:
    with pytest.raises(BuildSupportError, match="fetch the package again"):
        parse([{"name": "w", "shape": [1], "dtype": "int32"}], blob)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"modelTopology": 1}', b"\xff\xfe"])
def test_what_is_not_a_graph_model_is_refused(text: bytes) -> None:
    with pytest.raises(BuildSupportError, match=r"not a TensorFlow\.js graph model"):
        TfjsGraph.parse(text, lambda _: b"")


def test_attributes_are_read_as_tensorflow_js_writes_them() -> None:
    node = TfjsNode(
        name="n",
        op="Conv2D",
        inputs=(),
        attributes={
            "padding": {"s": "VkFMSUQ="},
            "strides": {"list": {"i": ["1", "2", "2", "1"]}},
            "empty": {"list": {}},
            "alpha": {"f": 0.1},
            "flag": {"b": True},
            "broken": {"s": "%"},
        },
    )
    assert node.text_attribute("padding", "SAME") == "VALID"
    assert node.text_attribute("absent", "SAME") == "SAME"
    assert node.ints_attribute("strides", (1,)) == (1, 2, 2, 1)
    assert node.ints_attribute("empty", (1,)) == (1,)
    assert node.float_attribute("alpha", 0.2) == 0.1
    assert node.flag_attribute("flag")
    assert not node.flag_attribute("absent")
    with pytest.raises(BuildSupportError, match="broken"):
        node.text_attribute("broken", "")
