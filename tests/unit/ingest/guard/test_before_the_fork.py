"""What the guard has loaded must not run threads: a fork would leave them behind."""

import subprocess
import sys

import pytest

LOOK = """
import os
from ingest.guard.single_thread import start_no_threads
start_no_threads(os.environ)
import sys
from pathlib import Path
from types import SimpleNamespace
import ingest.worker.start as start
mode = sys.argv[1]
start._load_what_is_wanted(SimpleNamespace(
    centres=("http://c",) if mode == "centre" else (),
    listen="h:1" if mode == "listens" else None,
), SimpleNamespace(detecting=mode == "detects"))
heavy = ("onnxruntime", "httpx", "aiomqtt", "aiortc", "uvicorn", "detectors.pipeline")
threads = len(list(Path("/proc/self/task").iterdir()))
print(threads, *(name for name in heavy if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("mode", "loaded"),
    [
        ("alone", []),
        ("centre", ["httpx", "aiomqtt", "detectors.pipeline"]),
        ("listens", ["uvicorn"]),
        ("detects", ["detectors.pipeline"]),
    ],
)
def test_no_thread_runs_before_the_fork_and_nothing_needless_is_loaded(mode, loaded, pytestconfig):
    said = subprocess.run(
        [sys.executable, "-c", LOOK, mode],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    assert said.stdout.split() == ["1", *loaded]


RELEASE = """
import numpy, cv2, av
from ingest.guard.page_release import release_file_pages
def resident():
    return int(open("/proc/self/statm").read().split()[1])
before = resident()
release_file_pages()
assert resident() < before - 1000, (before, resident())
assert numpy.linalg.inv(numpy.eye(3)).sum() == 3
assert cv2.GaussianBlur(numpy.ones((9, 9), "u1"), (3, 3), 1).sum() == 81
assert av.CodecContext.create("h264", "r").name == "h264"
"""


def test_libraries_work_on_after_their_pages_were_released(pytestconfig):
    subprocess.run(
        [sys.executable, "-c", RELEASE], cwd=pytestconfig.rootpath, check=True, timeout=50
    )
