"""The job's own process: what it makes, what it may not do, and how it ends."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import av
import psutil
import pytest

from ingest.worker.clips.clip_process import ClipProcess
from ingest.worker.clips.clip_settings import ClipSettings
from ingest.worker.clips.errors import ClipFailed
from tests.integration.ingest.waiting import until
from tests.unit.ingest.worker.clips.test_clip_file import request, units

SETTINGS = ClipSettings()
# Not nice: a test on a busy machine would wait for minutes.
HERE = replace(request(), parent_pid=os.getpid(), nice=0)
STUB = """
import os, sys
from ingest.child.confinement import confine
from ingest.guard.parent_death import end_with_parent
from ingest.worker.clips.clip_request import ClipRequest
request, units = ClipRequest.read(sys.stdin.buffer)
end_with_parent(request.parent_pid)
confine(request.memory_bytes, request.nice)
"""


def stub(rest: str, **more: float) -> ClipProcess:
    """A process that does as little as a test wants."""
    command = (sys.executable, "-c", STUB + rest)
    return ClipProcess(replace(SETTINGS, command=command, **more), os.environ)  # type: ignore[arg-type]


def children() -> list[psutil.Process]:
    # Not theirs: those of a database server that other tests left running come and go. What a
    # child leaves behind, if anything, is no child of ours.
    return psutil.Process().children()


async def test_a_clip_is_made_by_a_process_that_is_gone_afterwards() -> None:
    before = set(children())
    made = await ClipProcess(SETTINGS, os.environ)(HERE, units())
    assert set(children()) <= before
    with av.open(io.BytesIO(made.clip)) as container:
        assert len(list(container.decode(video=0))) >= 10
    assert 0 < made.cpu_s < 60


@pytest.mark.needs_model
async def test_with_the_default_model_too_under_its_limit_of_memory(model_path: Path) -> None:
    wanted = replace(HERE, model_file=str(model_path))
    made = await ClipProcess(SETTINGS, os.environ)(wanted, units())
    assert made.clip[4:8] == b"ftyp"


async def test_it_cannot_write_a_file_so_that_nothing_unmasked_reaches_a_disk(
    tmp_path: Path,
) -> None:
    file = tmp_path / "unmasked"
    attempt = f"""
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open({str(file)!r}, "wb", buffering=0) as out:
        out.write(units[0].data)
except OSError:
    os.write(1, bytes(8) + b"refused")
"""
    made = await stub(attempt)(HERE, units())
    assert made.clip == b"refused"
    assert file.stat().st_size == 0


async def test_our_secrets_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARP_EYES_NODE_TOKEN", "a secret")
    made = await stub("os.write(1, bytes(8) + repr(dict(os.environ)).encode())")(HERE, units())
    assert b"PATH" in made.clip
    assert b"SHARP_EYES" not in made.clip


@pytest.mark.parametrize(
    ("rest", "limits", "reason"),
    [
        ("os.kill(os.getpid(), 11)", {}, "ended with -11"),
        ("raise SystemExit(3)", {}, "ended with 3"),
        ("", {}, "ended with 0"),
        ("os.write(1, bytes(3))", {}, "ended with 0"),
        ("os.write(1, bytes(3000)); input()", {"most_bytes": 1000}, "larger than 1000 bytes"),
        ("import time; time.sleep(600)", {"job_within_s": 0.5}, "longer than 0.5 s"),
        ("x = bytearray(4 << 30); os.write(1, bytes(99))", {}, "ended with 1"),
    ],
)
async def test_a_process_that_fails_gives_no_clip_and_leaves_nothing_behind(
    rest: str, limits: dict[str, float], reason: str
) -> None:
    before = set(children())
    with pytest.raises(ClipFailed, match=reason):
        await stub(rest, **limits)(HERE, units())
    assert set(children()) <= before


async def test_pictures_of_a_stranger_that_make_no_picture_give_no_clip() -> None:
    rubbish = [replace(one, data=b"\0\0\0\1\x65" + os.urandom(200)) for one in units()]
    with pytest.raises(ClipFailed, match="ended with 3"):
        await ClipProcess(SETTINGS, os.environ)(HERE, rubbish)


async def test_a_program_that_is_not_there_gives_no_clip() -> None:
    settings = replace(SETTINGS, command=("/nowhere/python",))
    with pytest.raises(ClipFailed, match="no process"):
        await ClipProcess(settings, os.environ)(HERE, units())


async def test_cancelling_ends_the_process() -> None:
    before = set(children())
    job = asyncio.create_task(stub("import time; time.sleep(600)")(HERE, units()))
    await until(lambda: len(set(children()) - before) == 1)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    assert set(children()) <= before


PARENT = """
import asyncio, os, sys
from dataclasses import replace
from ingest.worker.clips.clip_process import ClipProcess
from tests.integration.ingest.clips.test_clip_process import stub
from tests.unit.ingest.worker.clips.test_clip_file import request, units
sleeper = stub("import time; print('up', file=sys.stderr); time.sleep(600)")
asyncio.run(sleeper(replace(request(), parent_pid=os.getpid()), units()))
"""


async def test_a_worker_that_is_killed_takes_the_process_with_it() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT)
    try:

        def confined() -> list[psutil.Process]:
            with suppress(psutil.NoSuchProcess):
                found = psutil.Process(parent.pid).children()
                # Its niceness is set last, after it has bound itself to its parent.
                return [one for one in found if one.nice() >= SETTINGS.nice]
            return []

        await until(confined)
        (child,) = confined()
        os.kill(parent.pid, signal.SIGKILL)
        await parent.wait()
        await until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    finally:
        with suppress(ProcessLookupError):
            parent.kill()
