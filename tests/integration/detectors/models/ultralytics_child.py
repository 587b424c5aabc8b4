"""Runs in an environment that has ultralytics: makes, opens, looks and exports.

Prints one JSON object. Random weights: nothing is fetched, and nothing can be told of accuracy.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from detectors.models.loading import load_model


def main(folder: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (180, 320, 3)).astype(np.uint8)
    # First our loader, which has to make torchvision importable.
    description = folder / "yolo11n.yaml"
    from detectors.models.torchvision_shim import supply_missing_operators

    supply_missing_operators()
    import ultralytics

    descriptions = Path(ultralytics.__file__).parent / "cfg" / "models"
    description.write_text((descriptions / "11" / "yolo11.yaml").read_text())
    end_to_end = folder / "yolo26n.yaml"
    end_to_end.write_text((descriptions / "26" / "yolo26.yaml").read_text())
    own = load_model(description, "ultralytics")
    found = own.detect(picture, 0.0001)
    exported = {}
    for name, weights, options in (
        ("v11", description, {}),
        ("v11, open size", description, {"dynamic": True}),
        ("v11, finished", description, {"nms": True}),
        ("26", end_to_end, {}),
    ):
        network = ultralytics.YOLO(str(weights))
        file = network.export(format="onnx", imgsz=160, simplify=False, opset=17, **options)
        model = load_model(Path(file), "yolo")
        looked = model.detect(picture, 0.0001)
        exported[name] = {"classes": len(model.classes), "boxes": looked.boxes.shape[1]}
    print(
        json.dumps(
            {
                "classes": len(own.classes),
                "name": own.name(0.3).name,
                "shape": list(found.boxes.shape),
                "exported": exported,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
