"""One truth file, of whichever form it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from simulators.replay.file_text import read_text
from simulators.replay.truth.counts_csv import read_counts
from simulators.replay.truth.incident_file import IncidentFile
from simulators.replay.truth.incident_json import read_incident_file, to_truth
from simulators.replay.truth.mot_text import read_people
from simulators.replay.truth.true_counts import TrueCounts
from simulators.replay.truth.true_people import TruePeople
from simulators.replay.truth.truth import Truth


@dataclass(frozen=True, slots=True)
class TruthFile:
    """What a file holds, before it is put on a source's time.

    Attributes:
        name: The file's name.
        content: People by frame, counts, or incidents.
    """

    name: str
    content: dict[int, TruePeople] | TrueCounts | IncidentFile

    @classmethod
    def read(cls, path: Path) -> TruthFile:
        """Read ``.json``/``.yaml`` as incidents, ``.csv`` as counts, anything else as MOT text.

        A ``.csv`` without letters in its first row is MOT text too, as some tools name it.

        Raises:
            MissingPart: it is not there.
            BadInput: it cannot be read; the rows are named.
        """
        suffix = path.suffix.lower()
        if suffix in (".json", ".yaml", ".yml"):
            return cls(path.name, read_incident_file(path))
        if suffix in (".csv", ".tsv"):
            first = next(iter(read_text(path).strip().splitlines()), "")
            if any(letter.isalpha() for letter in first) or not first:
                return cls(path.name, read_counts(path))
        return cls(path.name, read_people(path))

    def zones(self, kinds: Collection[str]) -> frozenset[str]:
        """Return the zones it names.

        Args:
            kinds: Of incidents; others' zones are left out. Faults of the picture have none.
        """
        if isinstance(self.content, IncidentFile):
            rows = [row for row in self.content.incidents if row.kind in kinds]
            named = {row.zone for row in rows if row.kind != "camera-fault"}
            return frozenset(zone for zone in named if zone is not None)
        if isinstance(self.content, TrueCounts) and "crowd" in kinds:
            return self.content.zones
        return frozenset()

    def truth(self, begin: datetime) -> Truth:
        """Put it on a source's time.

        Args:
            begin: Capture time of the source's first picture, UTC.
        """
        if isinstance(self.content, IncidentFile):
            return to_truth(self.content, begin)
        if isinstance(self.content, TrueCounts):
            return Truth(counts=self.content)
        return Truth(people=self.content)
