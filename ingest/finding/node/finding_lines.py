"""A node's calls for tasks of finding cameras, to whichever of its centres answers."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.centre_client.in_turn import InTurn
from ingest.finding.node.finding_line import FindingLine
from ingest.finding.node.outcome import Outcome
from sharp_eyes.finding.finding_job import FindingJob


class FindingLines:
    """Asks as ``FindingLine`` does; tasks wait in what the centres share.

    Args:
        lines: One for each centre, open; the first one is asked first.
    """

    def __init__(self, lines: Sequence[FindingLine]) -> None:
        self._lines = InTurn(lines)

    async def next(self) -> FindingJob | None:
        """Wait for a task; none when there was none for a while."""
        return await self._lines.ask(lambda one: one.next())

    async def answer(self, job: FindingJob, outcome: Outcome) -> None:
        """Hand an answer over, its still first."""
        await self._lines.ask(lambda one: one.answer(job, outcome))
