"""What verifying has found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from command_center.audit.anchor import Anchor
from command_center.audit.audit_entry import ORIGIN
from sharp_eyes.bilingual import Bilingual


class Fault(StrEnum):
    """What may be wrong with a trail."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    CUT_OFF = "cut-off"
    REWRITTEN = "rewritten"
    ROLLED_BACK = "rolled-back"
    UNSIGNED = "unsigned"
    CHECKPOINT = "checkpoint"
    NO_MIRROR = "no-mirror"
    BAD_MIRROR = "bad-mirror"
    NOT_BEGUN = "not-begun"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        fault: What kind of thing.
        row: The first row that it is about; none where no row can be named.
        message: What to say to people.
    """

    fault: Fault
    row: int | None
    message: Bilingual


@dataclass(slots=True)
class Report:
    """What was looked at and what was found.

    Attributes:
        rows: How many rows were read.
        first: Id of the first, or none.
        last: Id of the last, or none.
        last_hash: Its hash, or none.
        head: The signed head, or none.
        checkpoint: Up to where rows were purged, or none.
        findings: In order of rows; those that name none come last.
        accepted: Findings that a person has looked at before, by ``audit accept``.
    """

    rows: int = 0
    first: int | None = None
    last: int | None = None
    last_hash: str | None = None
    head: Anchor | None = None
    checkpoint: Anchor | None = None
    findings: list[Finding] = field(default_factory=list)
    accepted: list[Finding] = field(default_factory=list)

    @property
    def end(self) -> tuple[int, str | None]:
        """Where the rows end: id and hash of the last, or of the checkpoint where none is left."""
        if self.last is not None:
            return self.last, self.last_hash
        return (self.checkpoint.position, self.checkpoint.hash) if self.checkpoint else (0, ORIGIN)
