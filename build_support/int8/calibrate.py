"""Measures the ranges of NanoDet's values on generated scenes.

Run from a checkout that has been set up: ``python -m build_support.int8.calibrate``; it takes about
two minutes. Only to be done again when the model or the float graph changes: the result is a source
file, so that setting up needs neither scenes nor onnxruntime, and gives the same bytes everywhere.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime

from build_support.default_model import FLOAT_MODEL, RANGES_FILE, WEIGHTS_FOLDER, quantized_nanodet
from build_support.hashing import file_sha256
from build_support.int8.activation_ranges import ActivationRanges
from build_support.int8.float_graph import INPUT, float_graph
from build_support.progress import say
from detectors.models.nanodet_int8 import to_cells
from detectors.picture import Picture
from simulators.scenes.frame_truth import PersonTruth
from simulators.scenes.scene import SceneSettings
from simulators.scenes.scene_source import SceneName, make_scene

SEEDS = (101, 102, 103)
FRAMES = 4
LONG_SIDE = 416
SHAPES = ((640, 360, 256), (768, 576, 320))
"""Picture width and height, and the height of the input that it needs."""


def pictures() -> Iterator[tuple[Picture, int]]:
    """Give pictures of all kinds of scenes, and closer views of every second one.

    Yields:
        The picture and the height of the network's input.
    """
    kinds: tuple[tuple[SceneName, int], ...] = (
        ("lane", 0), ("square", 0), ("plot", 0), ("quiet_plot", 0), ("square", 1),
    )  # fmt: skip
    number = 0
    for name, shape in kinds:
        width, height, input_height = SHAPES[shape]
        for seed in SEEDS[: len(SEEDS) - shape]:
            scene = make_scene(name, SceneSettings(seed, width, height))
            for t_s in np.linspace(3.0, scene.period_s - 3.0, FRAMES):
                image, truth = scene.frame(float(t_s), int(t_s * 10))
                yield np.asarray(image, np.uint8), input_height
                if number % 2 == 0:
                    factor = 2 if number % 4 else 3
                    yield _closer(np.asarray(image, np.uint8), truth.people, factor), input_height
                number += 1


def _closer(image: Picture, people: tuple[PersonTruth, ...], factor: int) -> Picture:
    """Cut out the surroundings of the largest person and bring them to the picture's size."""
    height, width = image.shape[:2]
    centre = (width / 2, height / 2)
    seen = [person.box for person in people if person.visibility > 0.5]
    if seen:
        box = max(seen, key=lambda box: box[3] - box[1])
        centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    across, down = width // factor, height // factor
    left = int(min(max(centre[0] - across / 2, 0), width - across))
    top = int(min(max(centre[1] - down / 2, 0), height - down))
    part = image[top : top + down, left : left + across]
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def measure(model: Path) -> ActivationRanges:
    """Run the float graph over all pictures.

    Args:
        model: The float32 default model.
    """
    graph = float_graph(onnx.load(model))
    values = tuple(node.output[0] for node in graph.nodes[1:])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        graph.model(values).SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    least = dict.fromkeys(values, 0.0)
    greatest = dict.fromkeys(values, 0.0)
    count = 0
    for image, input_height in pictures():
        cells, _scale = to_cells(image, input_height, LONG_SIDE)
        results = session.run(list(values), {INPUT: cells.astype(np.float32)})
        for name, result in zip(values, results, strict=True):
            least[name] = min(least[name], float(result.min()))
            greatest[name] = max(greatest[name], float(result.max()))
        count += 1
    return ActivationRanges(
        model_sha256=file_sha256(model),
        scenes=f"{count} pictures of the generated scenes, seeds {', '.join(map(str, SEEDS))}",
        ranges={name: (least[name], greatest[name]) for name in values},
    )


def main() -> None:
    """Write the ranges, and say the sum of the model that they give."""
    argparse.ArgumentParser(prog="python -m build_support.int8.calibrate").parse_args()
    cv2.setNumThreads(1)
    folder = Path(__file__).resolve().parents[2] / WEIGHTS_FOLDER
    measure(folder / FLOAT_MODEL.file).write(folder / RANGES_FILE)
    import hashlib

    content = quantized_nanodet((folder / FLOAT_MODEL.file).read_bytes(), folder / RANGES_FILE)
    say(f"{folder / RANGES_FILE}: written; the model it gives has the sha256")
    say(hashlib.sha256(content).hexdigest())


if __name__ == "__main__":
    main()
