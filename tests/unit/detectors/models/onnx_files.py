"""Small ONNX files with the inputs and outputs of detection models, made of constants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

COCO_NAMES = "{0: 'person', 1: 'bicycle', 2: 'car'}"


def write_model(
    path: Path,
    outputs: Mapping[str, np.ndarray],
    *,
    input_shape: Sequence[int | str] = (1, 3, 64, 64),
    input_type: int = TensorProto.FLOAT,
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """Write a model that gives the same outputs whatever it is shown.

    The input is read, so that onnxruntime keeps it: its mean times zero is added.
    """
    nodes = [
        helper.make_node("Cast", ["images"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["numbers"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
    ]
    constants = [numpy_helper.from_array(np.zeros((), np.float32), "zero")]
    infos = []
    for name, value in outputs.items():
        constants.append(numpy_helper.from_array(value.astype(np.float32), f"{name}_value"))
        nodes.append(helper.make_node("Add", [f"{name}_value", "nothing"], [name]))
        infos.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, value.shape))
    graph = helper.make_graph(
        nodes,
        "made of constants",
        [helper.make_tensor_value_info("images", input_type, list(input_shape))],
        infos,
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    for key, text in (metadata or {}).items():
        model.metadata_props.add(key=key, value=text)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def yolo_output(*boxes: tuple[float, ...], classes: int = 3, places: int = 84) -> np.ndarray:
    """(1, 4 + classes, places) with boxes of centre x, y, width, height, class, score."""
    output = np.zeros((1, 4 + classes, places), np.float32)
    for place, (x, y, width, height, class_id, score) in enumerate(boxes):
        output[0, :4, place] = x, y, width, height
        output[0, 4 + int(class_id), place] = score
    return output


def finished_output(*boxes: tuple[float, ...], rows: int = 300) -> np.ndarray:
    """(1, rows, 6) with boxes of left, top, right, bottom, score, class."""
    output = np.zeros((1, rows, 6), np.float32)
    output[0, : len(boxes)] = boxes
    return output
