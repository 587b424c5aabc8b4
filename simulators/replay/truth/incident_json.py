"""True incidents and structures from a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from simulators.replay.model_file import read_model
from simulators.replay.truth.incident_file import IncidentFile
from simulators.replay.truth.true_incident import TrueIncident
from simulators.replay.truth.truth import Truth

_STEP = Bilingual(
    "格式见 docs/guide/replay.md 的“真值”", 'for the form see "Truth" in docs/guide/replay.md'
)


def read_incident_file(path: Path) -> IncidentFile:
    """Read a file.

    Raises:
        MissingPart: it is not there.
        BadInput: it names each fault with its line.
    """
    return read_model(path, IncidentFile, _STEP)


def to_truth(file: IncidentFile, begin: datetime) -> Truth:
    """Put a file's incidents on a source's time.

    Args:
        file: As read.
        begin: Capture time of the source's first picture, UTC.
    """

    def seconds(moment: float | datetime) -> float:
        if isinstance(moment, datetime):
            return (moment - begin).total_seconds()
        return moment

    incidents = [
        TrueIncident(
            row.kind,
            row.zone,
            seconds(row.start),
            seconds(row.start),
            None if row.end is None else seconds(row.end),
            row.name,
        )
        for row in file.incidents
    ]
    kinds: set[str] = set(file.kinds or ()) | {row.kind for row in file.incidents}
    for structure in file.structures:
        kinds.add("construction")
        if structure.permitted:
            continue
        incidents.append(
            TrueIncident(
                "construction",
                None,
                seconds(structure.start),
                seconds(structure.start if structure.due is None else structure.due),
                None if structure.end is None else seconds(structure.end),
                structure.id,
                structure.polygon,
                structure.required,
            )
        )
    return Truth(incidents=incidents, known_kinds=kinds)
