"""The sessions that all cameras share."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import onnxruntime

from detectors.models.onnx_session import open_session, read_model_file, sha256_of
from detectors.models.providers import CPU


class SessionPool:
    """Sessions of one model file, one processor thread each.

    A session may be run by many threads at once, each on its own thread, and one is enough:
    measured on two cores, two threads on one session take 12.9 ms a look, on two sessions 12.6,
    and a second session takes 8 MB. Looks are not gathered into batches: eight pictures at once
    took 10.2 ms each, one alone 10.9 (NanoDet in int8, 416 x 256), less than the runs differ, and
    each picture would wait for the others. Several sessions are for graphics processors, where one
    serialises what runs on it.

    Args:
        path: The ONNX file.
        providers: onnxruntime's execution providers, the first one first.
        sessions: How many.

    Raises:
        MissingPart: the file cannot be read, or a provider is not in this onnxruntime.
        BadInput: the file is broken.
    """

    def __init__(self, path: Path, *, providers: Sequence[str] = (CPU,), sessions: int = 1) -> None:
        data = read_model_file(path)
        self.path = path
        self.sha256 = sha256_of(data)
        self.providers = tuple(providers)
        self._sessions = tuple(
            open_session(data, path, providers=providers) for _ in range(max(1, sessions))
        )
        # Taking the next is one step of the interpreter, so that threads need no lock.
        self._turns = itertools.count()

    def session(self) -> onnxruntime.InferenceSession:
        """Return the session whose turn it is."""
        return self._sessions[next(self._turns) % len(self._sessions)]
