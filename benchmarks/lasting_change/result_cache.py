"""Results of series that are done, so that a run can go on where it was cut off."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from benchmarks.lasting_change.series_result import SeriesResult
from simulators.lapse import lapse_series

_ROOT = Path(__file__).resolve().parents[2]
_KINDS = ("*.py", "*.onnx", "*.json")
_DECIDES = ("detectors/construction", "detectors/masking", "detectors/models")


def method_key() -> str:
    """Return a name for the detector as it is: its code and weights, and the series' version."""
    digest = hashlib.sha256(str(lapse_series.VERSION).encode())
    files = [_ROOT / "detectors/construction_watch.py"]
    for folder in (*_DECIDES, "benchmarks/lasting_change"):
        files += [one for kind in _KINDS for one in (_ROOT / folder).rglob(kind)]
    for file in sorted(files):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class ResultCache:
    """A file of JSON lines per method and length.

    Args:
        folder: Where the series are kept.
        days: Of each series.
    """

    def __init__(self, folder: Path, days: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"results-{method_key()}-{days}d.jsonl"

    def load(self) -> dict[int, SeriesResult]:
        """Return what is done; a line cut off by the end of a run is passed over."""
        done: dict[int, SeriesResult] = {}
        if not self.path.exists():
            return done
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                result = SeriesResult.from_json(json.loads(line))
            except (ValueError, TypeError, KeyError):
                continue
            done[result.seed] = result
        return done

    def add(self, result: SeriesResult) -> None:
        """Write one down."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result.to_json(), ensure_ascii=False) + "\n")
