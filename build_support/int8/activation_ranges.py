"""The ranges of NanoDet's values, as calibration on generated scenes measured them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build_support.errors import BuildSupportError

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class ActivationRanges:
    """Least and greatest value of each step of the float graph.

    Attributes:
        model_sha256: Of the float32 model they were measured on.
        scenes: What was looked at, in words.
        ranges: By the value's name.
    """

    model_sha256: str
    scenes: str
    ranges: Mapping[str, tuple[float, float]]

    @classmethod
    def read(cls, path: Path) -> ActivationRanges:
        """Read the file that ``write`` wrote.

        Raises:
            BuildSupportError: it is missing or not what was written.
        """
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if found["format"] != _FORMAT:
                raise ValueError(f"format {found['format']}")
            ranges = {
                str(name): (float(least), float(greatest))
                for name, (least, greatest) in found["ranges"].items()
            }
            return cls(str(found["model_sha256"]), str(found["scenes"]), ranges)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BuildSupportError(
                f"{path}: no activation ranges in it ({error}); restore it with git"
            ) from error

    def write(self, path: Path) -> None:
        """Write one range a line, so that a change can be read."""
        lines = [
            f"    {json.dumps(name)}: [{least:.5g}, {greatest:.5g}]"
            for name, (least, greatest) in self.ranges.items()
        ]
        head = {
            "format": _FORMAT,
            "model_sha256": self.model_sha256,
            "scenes": self.scenes,
        }
        text = json.dumps(head, indent=2)[:-2] + ',\n  "ranges": {\n' + ",\n".join(lines)
        path.write_text(text + "\n  }\n}\n", encoding="utf-8")
