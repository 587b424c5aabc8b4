"""Makes one clip: ``python -m ingest.worker.clips.child``, its request on standard input.

What a camera sent is decoded here and nowhere in the worker: a malformed picture ends this process
alone. It cannot write a file (RLIMIT_FSIZE is 0), so that nothing unmasked reaches a disk.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from ingest.child.confinement import confine
from ingest.guard.parent_death import end_with_parent
from ingest.worker.clips.clip_request import CPU_S, ClipRequest

if TYPE_CHECKING:
    from detectors.models.object_model import ObjectModel

EXIT_NO_PICTURE = 3
"""There was nothing to be made a clip of."""
EXIT_FAILED = 1


def main() -> int:
    """Read one request; write what it cost and one MP4 file. Return the exit status."""
    request, units = ClipRequest.read(sys.stdin.buffer)
    end_with_parent(request.parent_pid)
    confine(request.memory_bytes, request.nice)
    output = os.dup(1)
    # Whatever a library prints must not get into the file.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    # Everything heavy is loaded under the limits, which cover it too.
    from ingest.worker.clips.clip_work import make_clip

    try:
        clip = make_clip(request, units, _model(request))
    except MemoryError:
        return EXIT_FAILED
    if clip is None:
        return EXIT_NO_PICTURE
    for part in (CPU_S.pack(time.process_time()), clip):
        view = memoryview(part)
        while view:
            view = view[os.write(output, view) :]
    return 0


def _model(request: ClipRequest) -> ObjectModel | None:
    if request.model_file is None:
        return None
    from pathlib import Path

    from detectors.models.loading import load_model

    path = Path(request.model_file)
    if request.model_family is None:
        return load_model(path)
    return load_model(path, request.model_family)


if __name__ == "__main__":
    # Nothing is to be tidied up: what was open ends with the process.
    os._exit(main())
