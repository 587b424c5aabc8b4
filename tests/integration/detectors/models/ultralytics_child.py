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

    source = next(Path(ultralytics.__file__).parent.rglob("cfg/models/11/yolo11.yaml"))
    description.write_text(source.read_text())
    own = load_model(description, "ultralytics")
    found = own.detect(picture, 0.0001)
    network = ultralytics.YOLO(str(description))
    exported = {}
    for name, options in (("v11", {}), ("open", {"dynamic": True}), ("nms", {"nms": True})):
        try:
            file = network.export(format="onnx", imgsz=160, simplify=False, opset=17, **options)
        except Exception as error:
            exported[name] = f"{type(error).__name__}: {error}"[:300]
            continue
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
