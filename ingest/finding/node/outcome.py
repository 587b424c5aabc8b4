"""What a task came to."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

from sharp_eyes.finding.finding_job import MAX_STILL_BYTES, FindingAnswer

MAX_LINE_BYTES = 4 * 1024 * 1024


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    answer: FindingAnswer
    still: str = Field(default="", max_length=MAX_STILL_BYTES * 2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task came to.

    Attributes:
        answer: For the centre.
        still: JPEG, people masked; empty for none.
    """

    answer: FindingAnswer
    still: bytes = field(default=b"", repr=False)

    def line(self) -> bytes:
        """Return it as one line, from the child to its parent."""
        still = base64.b64encode(self.still).decode() if self.still else ""
        return _Line(answer=self.answer, still=still).model_dump_json().encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Outcome:
        """Read a line.

        Raises:
            ValueError: it is none.
        """
        read = _Line.model_validate_json(line)
        try:
            still = base64.b64decode(read.still, validate=True)
        except binascii.Error as error:
            raise ValueError("its still cannot be read") from error
        return cls(read.answer, still)
