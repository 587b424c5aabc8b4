"""The real centre; it dies where it is told to (``KillPoints``).

Usage: ``python -m benchmarks.lossless.centre_process``, with the arguments of ``serve``.
"""

from __future__ import annotations

import typer

from benchmarks.lossless.kill_points import KillPoints
from command_center.commands.serve import serve
from command_center.evidence.evidence_store import EvidenceStore
from command_center.feed.announcer import Announcer
from command_center.intake.alert_writer import AlertWriter
from command_center.intake.intake import Intake
from command_center.registry.shards import Shards


def make_places(points: KillPoints) -> None:
    """Make the places of ``places.CENTRE_PLACES``."""
    points.after(Intake, "take", "received")
    points.after_waiting(AlertWriter, "write", "stored, not committed")
    points.before(Announcer, "committed", "committed, not answered")
    points.after(Intake, "_answer", "answered")
    points.after_waiting(EvidenceStore, "put", "picture kept, not noted")
    points.after_waiting(Shards, "grant", "epoch granted, not told")


if __name__ == "__main__":
    make_places(KillPoints.from_environment())
    typer.run(serve)
