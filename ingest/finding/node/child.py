"""``python -m ingest.finding.node.child PARENT``: one task from standard input."""

from __future__ import annotations

import asyncio
import os
import sys

from ingest.child.confinement import confine
from ingest.finding.node.working import work
from ingest.guard.parent_death import end_with_parent
from sharp_eyes.clock import SystemClock
from sharp_eyes.finding.finding_job import FindingJob, FindingKind
from sharp_eyes.logs import set_up_logs

MAX_JOB_BYTES = 1024 * 1024
MEMORY_BYTES = 3 * 1024 * 1024 * 1024
"""Address space: the model's runtime reserves most of it and uses a tenth."""
STEP_BACK = 5


def main() -> None:
    """Do the task; its answer is one line on standard output.

    The one argument is the parent's process id: this process goes when that one does.
    """
    end_with_parent(int(sys.argv[1]))
    set_up_logs(level="warning", json=False)
    job = FindingJob.model_validate_json(sys.stdin.buffer.read(MAX_JOB_BYTES))
    if job.kind is FindingKind.PROBE:
        # Pictures of a stranger are decoded: this process may die of them, and do nothing else.
        confine(MEMORY_BYTES, STEP_BACK)
    outcome = asyncio.run(work(job, SystemClock(), os.environ))
    sys.stdout.buffer.write(outcome.line())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
