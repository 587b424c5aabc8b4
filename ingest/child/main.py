"""The child process itself: ``python -m ingest.child.main``, its request on standard input."""

from __future__ import annotations

import os
import signal
import sys

from ingest.child.confinement import confine
from ingest.child.messages import Failure, Trouble
from ingest.child.request import ChildRequest
from ingest.guard.parent_death import end_with_parent


class _Mouth:
    """The pipe to the parent: the process's first standard output, kept for messages alone."""

    def __init__(self) -> None:
        self._fd = os.dup(1)
        # Whatever a library prints must not get between messages.
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)

    def say(self, *parts: bytes) -> None:
        for part in parts:
            view = memoryview(part)
            while view:
                view = view[os.write(self._fd, view) :]


class _Stop:
    def __init__(self) -> None:
        self._asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _ask(self, *_: object) -> None:
        self._asked = True

    def asked(self) -> bool:
        return self._asked


def main() -> int:
    """Read one request and its camera; return the exit status."""
    request = ChildRequest.read(sys.stdin.buffer)
    end_with_parent(request.parent_pid)
    confine(request.memory_bytes, request.nice)
    mouth, stop = _Mouth(), _Stop()
    # FFmpeg is loaded under the limits, which cover it too.
    from ingest.child.gave_up import GaveUp
    from ingest.child.reading import Reading

    try:
        Reading(request, mouth.say, stop.asked).run()
    except GaveUp as error:
        mouth.say(error.message().encode())
        return 1
    except BrokenPipeError:
        return 1  # the parent has gone
    except MemoryError:
        mouth.say(Failure(Trouble.OTHER, "out of memory").encode())
        return 1
    return 0


if __name__ == "__main__":
    # Nothing is to be tidied up: what was open ends with the process.
    os._exit(main())
