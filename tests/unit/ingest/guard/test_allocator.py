"""A heap that gives back what is free inside it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from pathlib import Path
from ingest.guard.allocator import give_back_free_memory, use_one_small_heap

def resident_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

use_one_small_heap()
buffers = [bytearray(b"x") * 40_000 for _ in range(1000)]
held = buffers[::10]
del buffers
before = resident_kb()
give_back_free_memory()
print(before - resident_kb(), len(held))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heap, Linux's /proc")
def test_what_is_free_between_what_is_held_goes_back_to_the_system() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=50, check=True
    )
    given_back_kb, held = map(int, done.stdout.split())
    assert held == 100
    assert given_back_kb > 20_000
