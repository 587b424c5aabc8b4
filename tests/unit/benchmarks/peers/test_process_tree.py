from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from benchmarks.peers.child import Child
from benchmarks.peers.process_tree import ProcessTree

LIMIT_S = 20.0

SPENDER = """
import subprocess, sys, time
spend = "import time\\nwhile time.process_time() < 0.3: pass"
subprocess.run([sys.executable, "-c", spend])
print("ready", flush=True)
time.sleep(60)
"""

STUBBORN = """
import signal, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("ready", flush=True)
time.sleep(60)
"""


def until(condition: Callable[[], object]) -> None:
    limit_s = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit_s, "it did not come true"
        time.sleep(0.01)


def runs(process: psutil.Process) -> bool:
    """Tell whether it has not ended; one that has may wait for whoever inherited it to notice."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_time_of_a_child_that_has_ended_counts(tmp_path: Path) -> None:
    with Child([sys.executable, "-c", SPENDER], tmp_path, "spender", {}) as child:
        until(lambda: child.line_beginning("ready"))
        assert child.tree.cpu_s() >= 0.3
        assert child.tree.pss_mb() > 1.0
        assert child.tree.threads() == 1
        assert child.tree.file_descriptors() >= 3


def test_what_a_child_started_is_ended_with_it(tmp_path: Path) -> None:
    with Child([sys.executable, "-c", STUBBORN], tmp_path, "stubborn", {}) as child:
        until(lambda: child.line_beginning("ready"))
        members = child.tree.members()
        assert len(members) == 2
    assert not [one for one in members if runs(one)]


def test_a_child_that_ended_by_itself_leaves_its_last_words(tmp_path: Path) -> None:
    with Child([sys.executable, "-c", "raise SystemExit('no luck')"], tmp_path, "x", {}) as child:
        until(lambda: child.ended)
        assert child.last_words() == "no luck"


def test_a_tree_whose_root_is_gone_uses_nothing_more() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        tree = ProcessTree(process.pid)
        before_s = tree.cpu_s()
        process.communicate(b"\n")
    assert not psutil.pid_exists(process.pid)
    assert tree.cpu_s() >= before_s
    assert tree.threads() == 0
    tree.end()
