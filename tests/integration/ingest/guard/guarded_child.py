"""A guard over a worker that does as it is told: ``guarded_child.py FOLDER HOW``."""

import os
import resource
import signal
import sys
import time
from pathlib import Path

from ingest.guard.guard import Guard
from ingest.guard.guard_settings import GuardSettings
from ingest.guard.quarantine import Quarantine
from ingest.guard.worker_life import WorkerLife
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import BadInput
from sharp_eyes.logs import set_up_logs

CAMERAS = ["37049901001326000001", "37049901001326000002"]


def work(life: WorkerLife) -> int:
    how = sys.argv[2]
    print(f"life {life.number} pid {os.getpid()} guard {life.guard_pid}", flush=True)
    if how == "wrong option":
        raise BadInput(Bilingual("不对", "that cannot be"))
    if how == "defect at once":
        raise RuntimeError("never up")
    life.mark_ready()
    if how == "defect when up" and life.number < 3:
        raise RuntimeError("a defect")
    if how == "picture" and life.number < 3:
        life.marks.enter(0, CAMERAS[1], 7)
        life.marks.leave(0)
        life.marks.enter(1, CAMERAS[life.number - 1], 9)
        os.abort()
    if how == "same picture" and life.number < 4:
        life.marks.enter(0, CAMERAS[0], life.number)
        os.abort()
    if how == "nothing in flight" and life.number < 4:
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "killed" and life.number < 2:
        life.marks.enter(0, CAMERAS[0], 1)
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "status":
        return 7
    if how == "core file":
        return 7 if resource.getrlimit(resource.RLIMIT_CORE) == (0, 0) else 8
    if how == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if how in ("waits", "deaf"):
        if how == "waits":
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
        print("waiting", flush=True)
        while True:
            time.sleep(60)
    return 0


def main() -> None:
    set_up_logs()
    clock = SystemClock()
    quarantine = Quarantine(Path(sys.argv[1]) / "q.json", clock)
    # Whoever ends when asked to is given the time for it, however busy the machine.
    stop_within_s = 0.3 if sys.argv[2] == "deaf" else 60.0
    settings = GuardSettings(first_delay_s=0.02, longest_delay_s=0.05, stop_within_s=stop_within_s)
    guard = Guard(work, quarantine, clock, decode_threads=2, settings=settings)
    status = guard.run()
    print("quarantine", *sorted(quarantine), flush=True)
    sys.exit(status)


main()
