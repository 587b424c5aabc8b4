"""One decoded frame, and all that is looked for in it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.schedule.look import Look, LookKind
from ingest.worker.turn_part import TurnPart


class Turn:
    """The looks at one camera that share a frame.

    The first one bears what decoding costs; the others cost only what they add, in processor time
    and in time for which they keep the place.

    Args:
        looks: The one that was due, then those that go along.
    """

    def __init__(self, looks: Sequence[Look]) -> None:
        self.parts = [TurnPart(look) for look in looks]
        for part in self.parts[1:]:
            part.held_s = 0.0

    @property
    def camera_id(self) -> str:
        """Of the camera."""
        return self.parts[0].look.camera_id

    @property
    def detecting(self) -> bool:
        """Whether any detector looks; a sample is only decoded."""
        return any(part.look.kind is not LookKind.SAMPLE for part in self.parts)

    def decoded(self, cpu_s: float | None) -> None:
        """Note that the frame can be looked at, and what that took."""
        for part in self.parts:
            part.looked = True
            part.cpu_s = 0.0
        self.parts[0].cpu_s = cpu_s
