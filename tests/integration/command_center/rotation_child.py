"""``sharp-eyes secrets rotate`` in a process that is killed with ``kill -9`` where a test says.

It loads everything once. For each line of its input, ``{"point"}``, ``{"event"}`` or ``{}``, it
forks; the fork does what the command does and dies at the point, or at the event'th call of a
function since the rotation began, or lives to the end. Said of it: ``begun PID`` when the rotation
begins, ``events N`` when it ends well, ``ended STATUS`` in any case.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from command_center.audit.audit_log import AuditLog
from command_center.commands.secrets_work import rotated
from command_center.sealing import sealing_keys
from command_center.sealing.rotation import Rotation
from command_center.sealing.sealing_keys import SealingKeys
from sharp_eyes import secret_box


def die(*_arguments: object, **_fields: object) -> None:
    """End as a power cut does: nothing after it is run."""
    os.kill(os.getpid(), signal.SIGKILL)


def _instead(owner: Any, name: str) -> Callable[[], None]:
    return lambda: setattr(owner, name, die)


def _after(owner: Any, name: str) -> Callable[[], None]:
    whole = getattr(owner, name)

    def then_dies(*arguments: Any, **fields: Any) -> None:
        whole(*arguments, **fields)
        die()

    return lambda: setattr(owner, name, then_dies)


POINTS: dict[str, Callable[[], None]] = {
    "before the next key is made": _instead(SealingKeys, "begin"),
    "the next key is written and has no name yet": _instead(secret_box.os, "link"),
    "the next key is there": _after(SealingKeys, "begin"),
    "all is sealed anew in memory": _instead(AuditLog, "note"),
    "the rows are written and not committed": lambda: event.listen(Engine, "commit", die),
    "some rows are sent": lambda: event.listen(Session, "after_flush", die),
    "committed": _instead(SealingKeys, "finish"),
    "the next key is the present one": _instead(sealing_keys, "_flush"),
    "all is done": _after(SealingKeys, "finish"),
}
"""Where it may die, in the order of the rotation."""


async def _work(state: Path, point: str | None, at: int | None) -> None:
    run, count = Rotation.run, 0

    def counted(_frame: object, kind: str, _argument: object) -> None:
        nonlocal count
        if kind.endswith("call"):
            count += 1
            if count == at:
                die()

    async def watched(self: Rotation, who: str) -> Any:
        # Only now: what comes before the rotation commits, too.
        if point is not None:
            POINTS[point]()
        print(f"begun {os.getpid()}", flush=True)
        sys.setprofile(counted)
        try:
            return await run(self, who)
        finally:
            sys.setprofile(None)

    Rotation.run = watched  # type: ignore[method-assign]
    await rotated(state, os.environ.get("SHARP_EYES_DATABASE_URL"))
    print(f"events {count}", flush=True)


def main(state: Path) -> None:
    """Fork for each line of the input."""
    print("ready", flush=True)
    for line in sys.stdin:
        wish = json.loads(line)
        child = os.fork()
        if child == 0:
            asyncio.run(_work(state, wish.get("point"), wish.get("event")))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
